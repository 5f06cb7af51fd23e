# Targets for people and for continuous integration; `make` lists them.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
OUT ?= out

export SWIFT OUT

SOURCES = find Package.swift $(wildcard Sources Tests Specs Fuzz) -name '*.swift' ! -name '*.pb.swift' -print0
PITFALL = "$$($(SWIFT) build -c release --show-bin-path)/pitfall"

.DEFAULT_GOAL := help
.PHONY: help demo test deps release install uninstall completions format lint clean

help: ## list the targets
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1 \2/p' Makefile | while read -r name text; do \
	  printf '  %-12s %s\n' "$$name" "$$text"; done

demo: release ## plan, judge and run ResNet-50 on a Snapdragon 855
	@Scripts/demo.sh

test: deps ## build everything and run all the tests
	@Scripts/test.sh

deps: ## check for Swift; install Z3 and pkg-config if they are missing (Debian, Ubuntu)
	@Scripts/require.sh

release: deps ## build the command in release
	$(SWIFT) build -c release --product pitfall

install: release ## install the command, the bundled files and the manual page (PREFIX=/usr/local)
	install -d -m 755 "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/pitfall" \
	  "$(DESTDIR)$(PREFIX)/share/pitfall/Specs"
	install -m 755 $(PITFALL) "$(DESTDIR)$(PREFIX)/bin/pitfall"
	for folder in Specs/backends Specs/conditions Specs/devices Specs/measurements Specs/schemas \
	  Models; do \
	  rm -rf "$(DESTDIR)$(PREFIX)/share/pitfall/$$folder"; \
	  cp -R $$folder "$(DESTDIR)$(PREFIX)/share/pitfall/$$folder" || exit 1; done
	chmod -R a+rX "$(DESTDIR)$(PREFIX)/share/pitfall"
	@if $(SWIFT) package --allow-writing-to-package-directory generate-manual \
	  --configuration release > /dev/null 2>&1; then \
	  install -d -m 755 "$(DESTDIR)$(PREFIX)/share/man/man1"; \
	  install -m 644 .build/plugins/GenerateManual/outputs/PitfallCommand/pitfall.1 \
	    "$(DESTDIR)$(PREFIX)/share/man/man1/pitfall.1"; \
	else echo "no manual page: 'swift package generate-manual' did not run"; fi

uninstall: ## remove what was installed (PREFIX=/usr/local)
	rm -f "$(DESTDIR)$(PREFIX)/bin/pitfall" "$(DESTDIR)$(PREFIX)/share/man/man1/pitfall.1"
	rm -rf "$(DESTDIR)$(PREFIX)/share/pitfall"

completions: release ## write completions for bash, zsh and fish (OUT=out)
	@mkdir -p "$(OUT)"
	@$(PITFALL) --generate-completion-script bash > "$(OUT)/pitfall.bash"
	@$(PITFALL) --generate-completion-script zsh > "$(OUT)/_pitfall"
	@$(PITFALL) --generate-completion-script fish > "$(OUT)/pitfall.fish"
	@echo "written: $(OUT)/pitfall.bash, $(OUT)/_pitfall, $(OUT)/pitfall.fish"
	@echo "for bash, now: source $(OUT)/pitfall.bash"

format: ## format the Swift sources
	@$(SOURCES) | xargs -0 $(SWIFT) format --in-place --parallel

lint: ## check format and style of the Swift sources, and the generated graphs
	@$(SOURCES) | xargs -0 $(SWIFT) format lint --strict --parallel
	@python3 Scripts/make-codl-graphs.py --check > /dev/null

clean: ## remove what was built and written
	rm -rf .build "$(OUT)"
