# Everything that is done with this project. `make` lists it.
GO ?= go
# Faults of the standard library are mended in newer toolchains: what is built is built by the one that go.mod names, which the
# module proxy serves, whatever is installed and whatever GOTOOLCHAIN says.
export GOTOOLCHAIN := $(shell sed -n 's/^toolchain //p' go.mod)
TAGS := -tags migrated_fynedo
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOFUMPT := mvdan.cc/gofumpt@v0.12.0
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0

# Where make install puts things: for one person, or with PREFIX=/usr/local as root for all of a computer.
PREFIX ?= $(HOME)/.local
SHARE := $(DESTDIR)$(PREFIX)/share
APP := desk.reseller.app

.PHONY: help toolchain run test torture check fuzz mutants refusals shots bench demo build picture install uninstall registered
help:
	@echo "make run     install what is missing and open the program"
	@echo "make test    install what is missing and run every test"
	@echo "make check   vet, staticcheck, gofumpt, known faults, and the arrows between the packages"
	@echo "make torture  power lost, disks filled, programs and windows killed, files damaged, mails refused: an hour (docs/reliability.md)"
	@echo "make fuzz    every reader of files with made-up ones, each for FUZZTIME=10m"
	@echo "make mutants  made-up faults in the rules, which the tests must find: 40 minutes; PACKAGES=core/mail FAULTS=40: 6"
	@echo "make refusals  where the core refuses something and no test comes by: 10 minutes"
	@echo "make shots   every screen as a picture, light and dark, into shots/; the real window into docs/pictures/"
	@echo "make bench   what a person waits for, beside the bare thing; BEFORE=program beside another build (15 minutes)"
	@echo "make demo    the main job in a virtual display: pictures and the mail into demo/"
	@echo "make picture the rooms and their arrows, into docs/architecture.md"
	@echo "make build   the window and the terminal program into bin/"
	@echo "make install both programs, the menu entry and the file types of a Linux desktop into PREFIX (~/.local); make uninstall"

# With a display the program opens; without one the main job is done in a virtual display.
run: toolchain
	@.ci/install-debian.sh run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" != Linux ]; then \
	  $(GO) run $(TAGS) ./cmd/resellerdesk; \
	else \
	  echo "There is no display: the main job is done in a virtual one instead."; \
	  $(MAKE) --no-print-directory demo; \
	fi

picture: toolchain
	$(GO) run ./cmd/internal/picture

demo:
	@.ci/install-debian.sh test
	$(GO) run $(TAGS) ./cmd/journey -out demo

# The race detector builds C code again, so it watches what has none or little of it; the window is tested without it. It
# makes tests several times slower, and can find nothing where one thing is done at a time: of the desk and the workspace
# file it watches the tests in which several are, which are not run again without it.
CONCURRENT := Two|Eight|Mail|Answer|AnotherProgram|SignedOut|StaySignedIn|Clos|Suite/OneProgram|Suite/AnotherProgram
# What a file costs, and how soon the window answers, is measured without it and with nothing beside it.
export TOOK := $(CURDIR)/.took
test: toolchain
	@.ci/install-debian.sh test
	@rm -f $(TOOK)
	@.ci/took.sh $(MAKE) --no-print-directory check
	.ci/took.sh $(GO) test -race -skip Costliest -timeout 20m $$($(GO) list ./core/... ./storage/... | grep -v 'core/desk$$\|storage/sqlite$$')
	.ci/took.sh $(GO) test -race -run '$(CONCURRENT)' -timeout 20m ./core/desk ./storage/sqlite
	.ci/took.sh $(GO) test -race $(TAGS) -run ByTwoAtATime -timeout 20m ./ui
	.ci/took.sh $(GO) test -skip 'Costliest|Oversold|$(CONCURRENT)' -timeout 20m ./core/desk ./storage/sqlite
	.ci/took.sh $(GO) test -p 1 -count=1 -run Costliest ./core/...
	.ci/took.sh $(GO) test -count=1 -run Oversold ./core/desk -rapid.checks=1000
	CGO_ENABLED=0 .ci/took.sh $(GO) test $(TAGS) . ./ui/...
	.ci/took.sh $(GO) test $(TAGS) -timeout 20m ./cmd/journey
	.ci/took.sh $(GO) test $(TAGS) -timeout 25m $$($(GO) list ./cmd/... | grep -v /journey)
	@.ci/took.sh

# It is fetched once.
toolchain:
	@$(GO) version >/dev/null || { echo "$(GOTOOLCHAIN), which go.mod names, cannot be fetched: let the module proxy be reached, or install it." >&2; exit 1; }

check: toolchain
	$(GO) vet $(TAGS) ./...
	$(GO) run $(STATICCHECK) $(TAGS) ./...
	@unformatted=$$($(GO) run $(GOFUMPT) -l .); if [ -n "$$unformatted" ]; then echo "not gofumpt-ed:"; echo "$$unformatted"; exit 1; fi
	@.ci/known-faults.sh $(GO) run $(GOVULNCHECK) $(TAGS) ./...
	CGO_ENABLED=0 $(GO) test $(TAGS) -run Arrows .
	$(GO) run ./cmd/internal/picture -check

# Its short form is a part of make test. DISK_FULL_EVERY=1 fills the disk at each single page.
torture: toolchain
	@.ci/install-debian.sh test
	DAMAGED_COPIES=3000 KILLS=100 $(GO) test -timeout 30m -count=1 -v \
	  -run 'NothingIsWritten|EveryDamagedFile|MigrationThatIsKilled|WithoutTheList|WhatIsMissing|EachState|MayNot' ./storage/sqlite
	$(GO) test -timeout 10m -count=1 -v -run TheOutcomeIsTheTruth ./core/mail
	$(GO) test -timeout 30m -count=1 -v -run Suite/EveryTableIsProven ./storage/sqlite
	KILLS=600 POWER_LOSSES=600 DISK_FULL_EVERY=12 MAIL_FAULTS=144 $(GO) test -timeout 60m -count=1 -v \
	  -run 'IsKilled|ALossOfPower|AFullDisk|NoMailIsLost|FourPrograms|NoSecretOf|AClock' ./cmd/resellerctl
	$(GO) test -timeout 30m -count=1 -run Oversold ./core/desk -rapid.checks=10000
	$(GO) test -timeout 10m -count=1 -v -run 'Clock|DayOfTheCalendar|EightProcesses' ./core/desk
	WINDOW_KILLS=200 $(GO) test $(TAGS) -timeout 60m -count=1 -v -run AWindowThatIsKilled ./cmd/journey
	ROWS=100000 $(GO) test -timeout 30m -count=1 -v -run 'ManyRows' ./cmd/resellerctl

# What is found stays as a file in testdata/fuzz beside its test, and fails there from then on; CONTRIBUTING.md says what to do.
FUZZTIME ?= 10m
fuzz:
	@set -e; for package in $$($(GO) list ./core/... ./cmd/resellerctl); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
	    echo "$$target of $$package"; \
	    $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$package; \
	  done; \
	done

# What the tests let pass is printed: a test is missing, or the change changes nothing. A room of the desk is tested by the tests
# of the desk; those that take longest are left out, which finds no more than all would. Another SEED draws other faults.
PACKAGES ?= core/capacity core/account core/mail storage/keyring core/desk/accounts core/desk/pbxs
FAULTS ?= 20
SEED ?= 1
COVER ?= $(or $(TMPDIR),/tmp)/resellerdesk.cover
SLOW := WhatIsCancelled|LostDoubled|Costliest|WhatIsExported|PBXsOfA(Dist|Res)|NothingIsLost
mutants: toolchain
	@.ci/install-debian.sh test
	$(GO) run ./cmd/internal/mutants -faults $(FAULTS) -seed $(SEED) -skip '$(SLOW)' -least 90 $(PACKAGES)

refusals: toolchain
	@.ci/install-debian.sh test
	$(GO) test $(TAGS) -count=1 -coverpkg=./core/... -coverprofile=$(COVER) ./core/... ./storage/...
	$(GO) run ./cmd/internal/refusals -profile $(COVER) core

shots:
	@.ci/install-debian.sh test
	SHOTS=$(CURDIR)/shots $(GO) test $(TAGS) -count=1 -run TestScreens ./cmd/resellerdesk
	$(GO) run $(TAGS) ./cmd/journey -pictures docs/pictures

# What a person waits for is measured in real windows, from outside: beside an empty one and a plain table, by turns.
# BEFORE=program measures another build beside this one. Then what the workspace file takes by itself.
bench:
	@.ci/install-debian.sh test
	$(GO) run $(TAGS) ./cmd/journey -bench $(if $(BEFORE),-before $(abspath $(BEFORE)))
	$(GO) test $(TAGS) -run '^$$' -bench Search -benchtime 300ms ./cmd/resellerdesk
	$(GO) test $(TAGS) -run '^$$' -bench Save -benchtime 3s ./cmd/resellerdesk
	$(GO) test $(TAGS) -run '^$$' -bench Import -benchtime 1x ./cmd/resellerdesk
	$(GO) test -run '^$$' -bench 'PBXs|Logs' -benchtime 300ms ./storage/sqlite

build: toolchain
	$(GO) build $(TAGS) -o bin/ ./cmd/resellerdesk
	$(GO) build -o bin/ ./cmd/resellerctl

# A menu entry needs the whole name of the program: ~/.local/bin is not in the PATH of every desktop.
install: build
	install -Dm755 -t "$(DESTDIR)$(PREFIX)/bin" bin/resellerdesk bin/resellerctl
	install -Dm644 assets/icon.svg "$(SHARE)/icons/hicolor/scalable/apps/$(APP).svg"
	install -Dm644 -t "$(SHARE)/mime/packages" assets/linux/$(APP).xml
	install -Dm644 -t "$(SHARE)/applications" assets/linux/$(APP).desktop
	sed -i 's|^Exec=resellerdesk|Exec="$(PREFIX)/bin/resellerdesk"|' "$(SHARE)/applications/$(APP).desktop"
	@$(MAKE) --no-print-directory registered

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/resellerdesk" "$(DESTDIR)$(PREFIX)/bin/resellerctl" "$(SHARE)/icons/hicolor/scalable/apps/$(APP).svg" \
	  "$(SHARE)/mime/packages/$(APP).xml" "$(SHARE)/applications/$(APP).desktop"
	@$(MAKE) --no-print-directory registered

# With DESTDIR this is left to the package that is made.
registered:
	@[ -n "$(DESTDIR)" ] || { update-mime-database "$(SHARE)/mime" && update-desktop-database "$(SHARE)/applications"; }
