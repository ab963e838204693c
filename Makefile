# make            builds the tools, in .build/release
# make demo       shows the toolkit at work, on a recording and as a whole system
# make test       runs every test, in some 10 minutes on two cores
# make check      lint with warnings as errors, and every test
# make pictures   makes the pictures of the documentation anew
# make docs       makes the documentation of the library for other programs, in .build/docs
# make cron-test  logs from a cron daemon for some minutes, as root
# make bench      measures the tools against others; SIZE=100 takes less time
# make install    installs what `make` has built under PREFIX
# make deb        makes a Debian package of it, in .build
# make check-deb  installs the package in a new Debian, runs the demo there and removes it; so does
#                 `make test` where it can
# make help       shows this list

PREFIX = /usr/local
DESTDIR =

EXECUTABLE = .build/release/sg
TOOLS = sg-listen sg-decode sg-csv sg-devices sg-send sg-emulate sg-run
PAGES = $(notdir $(wildcard man/*))
# The name that sg-run's predecessor had in crontabs.
OLD_NAME = sungrow
SERVICES = sg-run@.service sg-run-once@.service

BIN = $(DESTDIR)$(PREFIX)/bin
LIB = $(DESTDIR)$(PREFIX)/lib
UNITS = $(LIB)/systemd/system
SHARE = $(DESTDIR)$(PREFIX)/share
MAN = $(SHARE)/man
BASH = $(SHARE)/bash-completion/completions
ZSH = $(SHARE)/zsh/site-functions
FISH = $(SHARE)/fish/vendor_completions.d
DOC = $(SHARE)/doc/sg

.PHONY: build help demo test check lint docs cron-test bench completions pictures install uninstall deb check-deb clean

build:
	@Scripts/require-swift
	@Scripts/require libyaml-dev libmd-dev pkg-config
	swift build --configuration release --static-swift-stdlib

help:
	@sed -n -e 's/^# //p' -e '/^$$/q' Makefile

demo: build
	@Scripts/demo .build/release

# The tests run optimised, as the tools do: an optimiser can be wrong too. They have a build
# directory of their own because they cannot be linked statically. Not many run at once: what a test
# waits for a processor counts against its time limit. (Older toolchains do not know the variable.)
test: build
	@Scripts/require fish jq less mandoc python3-serial ser2net socat zsh
	@Scripts/check-linkage $(EXECUTABLE)
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=4 \
	    swift test --configuration release --disable-xctest --scratch-path .build/tests
	@Scripts/require dpkg-dev lintian mmdebstrap
	Scripts/make-deb .build
	Scripts/check-deb .build/sg_*.deb || [ $$? -eq 77 ]

check: lint test

lint:
	swift format lint --strict --recursive --parallel Sources Tests Plugins Package.swift

docs: build
	Scripts/make-docs .build/release .build/docs
	@echo "to read them: python3 -m http.server --directory .build/docs," \
	    "then http://localhost:8000/documentation/sgcore"

cron-test: build
	@Scripts/require cron
	@Tests/Cron/run .build/release

bench: build
	@Scripts/require gcc python3 jq miller
	cc -O2 -std=gnu11 -Wall -Wextra -o .build/decode-status-page Tests/Benchmarks/decode-status-page.c
	Tests/Benchmarks/run .build/release .build/decode-status-page

# The scripts are checked in, so that installing needs only `install`; a test knows stale ones.
completions: build
	mkdir -p completions/bash completions/zsh completions/fish
	for tool in $(TOOLS); do \
	    .build/release/$$tool --generate-completion-script bash > completions/bash/$$tool && \
	    .build/release/$$tool --generate-completion-script zsh > completions/zsh/_$$tool && \
	    .build/release/$$tool --generate-completion-script fish > completions/fish/$$tool.fish \
	    || exit; \
	done

# The pictures are checked in, too.
pictures: build
	Scripts/make-pictures .build/release Documentation

# All tools are one executable, which goes by the name it is called by. It is not in BIN itself,
# because sg(1) there is another program.
install:
	install -D -s -t "$(LIB)/sg" $(EXECUTABLE)
	mkdir -p "$(BIN)"
	for tool in $(TOOLS) $(OLD_NAME); do ln -sf ../lib/sg/sg "$(BIN)/$$tool" || exit; done
	for page in $(PAGES); do \
	    install -D -m 644 -t "$(MAN)/man$${page##*.}" "man/$$page" || exit; \
	done
	ln -sf sg-run.1 "$(MAN)/man1/$(OLD_NAME).1"
	install -D -m 644 -t "$(BASH)" $(TOOLS:%=completions/bash/%)
	install -D -m 644 -t "$(ZSH)" $(TOOLS:%=completions/zsh/_%)
	install -D -m 644 -t "$(FISH)" $(TOOLS:%=completions/fish/%.fish)
	install -D -m 644 -t "$(DOC)" LICENSE *.md
	install -D -m 644 -t "$(DOC)/Documentation" Documentation/*.md Documentation/*.svg
	install -D -m 644 -t "$(DOC)/Documentation/SGCore.docc" Documentation/SGCore.docc/*
	install -D -m 644 -t "$(DOC)/examples" Packaging/examples/*
	install -D -m 644 -t "$(DOC)/examples/devices" Sources/SGDevices/Definitions/*
	install -D -m 644 -t "$(LIB)/udev/rules.d" Packaging/systemd/61-sg.rules
	install -D -m 644 -t "$(LIB)/sysusers.d" Packaging/systemd/sg-run.conf
	install -D -m 644 -t "$(UNITS)" $(SERVICES:%=Packaging/systemd/%) \
	    Packaging/systemd/sg-run-once@.timer
	sed -i 's,/usr/bin/,$(PREFIX)/bin/,' $(SERVICES:%="$(UNITS)/%") "$(DOC)/examples/crontab"
	sed -i 's,/usr/local/bin/,$(PREFIX)/bin/,' "$(MAN)/man1/sg-run.1" "$(MAN)/man7/sg.7"
	for service in $(SERVICES); do \
	    install -D -m 644 -t "$(UNITS)/$$service.d" Packaging/systemd/sandbox.conf || exit; \
	done

uninstall:
	rm -f $(TOOLS:%="$(BIN)/%") $(TOOLS:%="$(BASH)/%") $(TOOLS:%="$(ZSH)/_%") \
	    $(TOOLS:%="$(FISH)/%.fish") "$(BIN)/$(OLD_NAME)" "$(MAN)/man1/$(OLD_NAME).1" \
	    "$(LIB)/udev/rules.d/61-sg.rules" "$(LIB)/sysusers.d/sg-run.conf" \
	    $(SERVICES:%="$(UNITS)/%") "$(UNITS)/sg-run-once@.timer"
	for page in $(PAGES); do rm -f "$(MAN)/man$${page##*.}/$$page"; done
	rm -rf "$(LIB)/sg" "$(DOC)" $(SERVICES:%="$(UNITS)/%.d")

deb: build
	@Scripts/require dpkg-dev
	Scripts/make-deb .build

check-deb: deb
	@Scripts/require lintian mmdebstrap
	Scripts/check-deb .build/sg_*.deb

clean:
	rm -rf .build
