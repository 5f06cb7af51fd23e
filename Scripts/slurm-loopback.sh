#!/bin/sh
# Runs Examples/hunt.slurm in a Slurm of two nodes on this machine, kills one node midway, and looks
# whether every share still ends with the cases that it has without Slurm.
#
#   Scripts/slurm-loopback.sh [pitfall, default .build/release/pitfall] [runs, default 4000]
#
# Needs root, and on Debian: apt-get install slurmctld slurmd slurm-client munge
set -eu

cd "$(dirname "$0")/.."
PITFALL=$(realpath "${1:-.build/release/pitfall}")
RUNS=${2:-4000}
SEED=1
STRATEGY=heft
work=$(mktemp -d)
FOLDER=$work/hunt
SLURM_CONF=$work/slurm.conf
export PITFALL RUNS SEED STRATEGY FOLDER SLURM_CONF
host=$(hostname -s)

cat > "$SLURM_CONF" << END
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=17900
AuthInfo=cred_expire=10
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool-%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=17901 CPUs=1
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=17902 CPUs=1
PartitionName=main Nodes=n1,n2 Default=YES
END
mkdir "$work/state" "$work/spool-n1" "$work/spool-n2"

# The processes of a node's jobs have its name in their environment.
kill_node() {
  for process in /proc/[0-9]*; do
    if tr '\0' '\n' < "$process/environ" 2> /dev/null | grep -qx "SLURMD_NODENAME=$1" \
      && tr '\0' '\n' < "$process/environ" | grep -qx "SLURM_CONF=$SLURM_CONF"; then
      kill -KILL "${process#/proc/}" 2> /dev/null || true
    fi
  done
  kill -KILL "$(cat "$work/slurmd-$1.pid")"
}

cleanup() {
  kill_node n1 2> /dev/null || true
  kill_node n2 2> /dev/null || true
  kill "$(cat "$work/slurmctld.pid")" 2> /dev/null || true
  [ -z "${munged:-}" ] || kill "$munged" 2> /dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

if ! munge -n > /dev/null 2>&1; then
  install -d -o munge -g munge /run/munge /var/log/munge /var/lib/munge
  chown munge: /etc/munge/munge.key
  runuser -u munge -- munged --foreground > "$work/munged.log" 2>&1 &
  munged=$!
  sleep 2
fi
slurmctld -f "$SLURM_CONF"
for node in n1 n2; do slurmd -N "$node" -f "$SLURM_CONF"; done
sleep 3

jobs=$(sbatch --parsable --array=1-4 --output="$work/%a.log" Examples/hunt.slurm)
echo "array of four shares: job $jobs"
until [ "$(find "$FOLDER" -name '*.json' 2> /dev/null | wc -l)" -gt 2 ]; do sleep 0.2; done
squeue --noheader
kill_node n2
echo "node n2 killed"
sleep 15
slurmd -N n2 -f "$SLURM_CONF"
while [ -n "$(squeue --noheader)" ]; do sleep 2; done

for share in 1 2 3 4; do
  "$PITFALL" fuzz --strategy "$STRATEGY" --runs "$RUNS" --seed "$SEED" --shard "$share/4" \
    --corpus "$work/alone/shard-$share" > /dev/null 2>&1 || [ $? -eq 1 ]
  diff -r "$work/alone/shard-$share" "$FOLDER/shard-$share"
done
"$PITFALL" corpus merge "$FOLDER"/shard-* -o "$FOLDER/cases"
"$PITFALL" corpus merge "$work"/alone/shard-* -o "$work/alone/cases" > /dev/null
diff -r "$work/alone/cases" "$FOLDER/cases"
grep -c "requeue" "$work/slurmctld.log" | sed 's/$/ lines of the log speak of requeueing/'
echo "the shares are those of hunts without Slurm"
