#!/bin/bash
# Runs Examples/hunt.slurm on a Slurm cluster of two nodes that are this machine, kills one of the
# nodes while its job works, and compares the joined cases with those of the hunt in one piece.
#
#   Scripts/slurm-loopback.sh [pitfall, default .build/release/pitfall] [runs, default 3000]
#
# Needs root and the packages slurmctld, slurmd, slurm-client and munge of Debian. Everything is
# written to a folder of its own, and every daemon is ended at the end; no service is touched.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
pitfall=$(realpath "${1:-$here/.build/release/pitfall}")
runs=${2:-3000}
shares=4
for program in munged slurmctld slurmd sbatch squeue scontrol; do
  command -v "$program" > /dev/null || PATH=$PATH:/usr/sbin
  command -v "$program" > /dev/null || { echo "needs $program" >&2; exit 66; }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/slurm-loopback.XXXXXX")
chmod 755 "$work"
daemons=()
finish() {
  for process in "${daemons[@]}"; do kill -9 "$process" 2> /dev/null || true; done
  for node in node1 node2; do end_node "$node" || true; done
  if [ "${KEEP:-}" = 1 ]; then echo "kept: $work"; else rm -rf "$work"; fi
}

# Remembers a daemon; the shell says nothing of its end.
began() {
  daemons+=("$1")
  disown "$1"
}

# Everything that runs for a node: its daemon, what its jobs have started, and the steps' daemons.
processes_of() {
  cat "$work/$1.pid" 2> /dev/null || true
  local environment process
  for environment in /proc/[0-9]*/environ; do
    process=${environment#/proc/}
    process=${process%/environ}
    grep -qz "^SLURMD_NODENAME=$1\$" "$environment" 2> /dev/null || continue
    grep -qz "^FOLDER=$work/hunt\$" "$environment" 2> /dev/null || continue
    echo "$process"
    parent=$(awk '/^PPid:/ { print $2 }' "/proc/$process/status" 2> /dev/null || true)
    if grep -q slurmstepd "/proc/$parent/comm" 2> /dev/null; then echo "$parent"; fi
  done
}

end_node() {
  local process
  for process in $(processes_of "$1"); do kill -9 "$process" 2> /dev/null || true; done
}

start_node() {
  slurmd -D -f "$work/slurm.conf" -N "$1" \
    > "$work/$1.out" 2>&1 &
  began $!
  echo $! > "$work/$1.pid"
}
trap finish EXIT

# munge, with a key and a socket of its own
mkdir -p "$work/munge" "$work/state" "$work/spool"
chmod 711 "$work/munge"
head -c 64 /dev/urandom > "$work/munge/key"
chmod 600 "$work/munge/key"
munged --force --foreground --key-file="$work/munge/key" --socket="$work/munge/socket" \
  --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" \
  > "$work/munge.out" 2>&1 &
began $!

cat > "$work/slurm.conf" << CONF
ClusterName=loopback
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
SlurmctldPort=17800
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool/%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdTimeout=5
MessageTimeout=5
ReturnToService=1
JobRequeue=1
SchedulerParameters=batch_sched_delay=1,sched_interval=5
MailProg=/bin/true
NodeName=node1 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=17801 CPUs=1 State=UNKNOWN
NodeName=node2 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=17802 CPUs=1 State=UNKNOWN
PartitionName=all Nodes=node1,node2 Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf
slurmctld -D -f "$SLURM_CONF" > "$work/slurmctld.out" 2>&1 &
began $!
start_node node1
start_node node2

patience() { # seconds, what is waited for, command
  local seconds=$1 what=$2
  shift 2
  for _ in $(seq "$((seconds * 5))"); do
    if "$@" > /dev/null 2>&1; then return 0; fi
    sleep 0.2
  done
  echo "waited $seconds seconds for $what" >&2
  tail -n 20 "$work"/*.log "$work"/*.out >&2
  exit 1
}
idle() { [ "$(sinfo -h -t idle -o %D)" = 2 ]; }
patience 60 "two idle nodes" idle
sinfo

# the hunt as an array of jobs
cd "$work"
export PITFALL=$pitfall STRATEGY=heft RUNS=$runs SEED=7 FOLDER=$work/hunt
array=$(sbatch --parsable --array="1-$shares" "$here/Examples/hunt.slurm")
works_on_node2() {
  task=$(squeue -h -t R -w node2 -o %K | head -n 1)
  [ -n "$task" ] && ls "$work/hunt/shard-$task/"*.json
}
patience 60 "a job on node2 that has stored a case" works_on_node2
task=$(squeue -h -t R -w node2 -o %K | head -n 1)
stored=$(find "$work/hunt/shard-$task" -name '*.json' | wc -l)
echo "share $task works on node2 and has stored $stored cases; node2 is killed now"
victims=$(processes_of node2)
# shellcheck disable=SC2086
kill -9 $victims
for process in $victims; do ! kill -0 "$process" 2> /dev/null || sleep 0.2; done
[ "$(find "$work/hunt/shard-$task" -name '*.json' | wc -l)" -ge "$stored" ]

down() { [ -n "$(sinfo -h -n node2 -t down -o %D)" ]; }
patience 60 "node2 to be noticed as down" down
sinfo
again() { scontrol show job "${array}_$task" | grep -q "Restarts=[1-9]"; }
patience 60 "share $task to be queued again" again
echo "share $task is queued again: $(scontrol show job "${array}_$task" | grep -o 'Restarts=[0-9]*')"
start_node node2
none_left() { [ -z "$(squeue -h -j "$array")" ]; }
patience 1200 "the shares" none_left
states=$(scontrol show job "$array" | grep -o 'JobState=[A-Z]*' | sort | uniq -c)
echo "$states"
[ "$(echo "$states" | awk '{ print $1 $2 }')" = "${shares}JobState=COMPLETED" ]

# what the shares have found together, and the same hunt in one piece
"$pitfall" corpus merge "$work"/hunt/shard-* -o "$work/joined"
status=0
"$pitfall" fuzz --strategy heft --runs "$runs" --seed 7 --corpus "$work/whole" > "$work/whole.out" \
  || status=$?
[ "$status" -le 1 ]
diff -r "$work/joined" "$work/whole"
echo "the joined cases are those of the hunt in one piece: $(ls "$work/whole" | wc -l) files"
