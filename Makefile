# painrig. `make` builds ./painrig, `make demo` shows a lesion, `make check` runs every test.
# Knows folders, not files. `make help` lists the targets.

PACKAGES = gcc pkg-config libserialport-dev liblua5.4-dev libgsl-dev libsuitesparse-dev libcairo2-dev libcairo2 nettle-dev libjansson-dev libsodium-dev libmicrohttpd-dev check libxml2-utils perl
# What only `make check` needs: a machine with a UART and what to boot it with; a browser, what drives
# it, and a reader of PDF.
TEST_PACKAGES = qemu-system-x86 cpio chromium chromium-driver python3-selenium poppler-utils
BUILD    = build
CFLAGS   = -O3 -g -fno-math-errno -ffp-contract=off
WARNINGS = -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Werror
DEFINES  = -D_POSIX_C_SOURCE=200809L
VERSION  = $(shell git describe --always --dirty 2>/dev/null || echo unknown)
LIBS     = libserialport lua5.4 gsl cairo jansson libsodium libmicrohttpd nettle check

include_dirs = -I. -isystem /usr/include/suitesparse $(foreach l,$(LIBS),$(shell pkg-config --cflags-only-I $(l) 2>/dev/null | sed 's/-I/-isystem /g'))
libs_run     = $(shell pkg-config --libs libserialport lua5.4 gsl jansson libsodium libmicrohttpd nettle 2>/dev/null) -lcholmod -lm -pthread
libs_test    = $(shell pkg-config --libs check 2>/dev/null)
# gold, where it is installed, links a test in half the time.
linker      := $(if $(shell command -v ld.gold 2>/dev/null),-fuse-ld=gold)

house   = $(wildcard base/*.c sim/*.c drivers/*.c drivers/mock/*.c) $(filter-out hil/main.c,$(wildcard hil/*.c hil/*/*.c))
# Whoever attacks a requirement is killed by these; drills repeat what they show.
mutated = $(addprefix scenarios/,ablation infusion injection training)
suites  = $(patsubst tests/%.c,%,$(wildcard tests/test_*.c))
objects = $(house:%.c=$(BUILD)/%.o) $(BUILD)/hil/report/report_assets.o $(BUILD)/hil/live/page.o
page    = $(sort $(shell find hil/live/page -type f 2>/dev/null))
assets  = $(sort $(wildcard hil/report/*.html hil/report/*.css hil/report/*.js))
support = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/support/*.c))
benches  = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/bench*.c))
# The longest first, so that none of them is left over when the others have ended.
longest  = $(addprefix test_,generator_mutants property_random guard_itself guard_stop live_http)
programs = $(patsubst %,$(BUILD)/tests/%,$(filter $(longest),$(suites)) $(filter-out $(longest),$(suites)))
outside  = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/uart/bed*.c))
inside   = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/uart/guest*.c))

ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
.PHONY: force all help packages packages-test vendor check-page check-uart painrig demo check check-suites check-kills check-sanitized kill-matrix arrows bench fresh clean fuzz-devices matrix fuzz soak protocol
.SECONDARY:

all: painrig

help:
	@sed -n 's/^## //p' $(firstword $(MAKEFILE_LIST))

## make             build ./painrig (installs what is missing first)
painrig: packages
	@$(MAKE) --no-print-directory $(BUILD)/painrig
	@cp -f $(BUILD)/painrig painrig

## make packages    install the Debian packages that are missing (needs root or sudo)
packages:
	@PACKAGES="$(PACKAGES)" sh tests/packages.sh

## make packages-test  install what only `make check` needs
packages-test:
	@PACKAGES="$(TEST_PACKAGES)" sh tests/packages.sh || { [ -z "$$UART_REQUIRED$$PAGE_REQUIRED" ] && \
	    echo "make: what only the tests need is not installed: some of them say that they were skipped"; }

$(BUILD)/painrig: $(BUILD)/hil/main.o $(BUILD)/libpainrig.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(SANITIZE) $^ -o $@ $(libs_run)

$(BUILD)/libpainrig.a: $(objects)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc   $<"
	@$(CC) $(CFLAGS) $(SANITIZE) $(WARNINGS) $(DEFINES) $(include_dirs) -MMD -MP -c $< -o $@

$(BUILD)/hil/report/report_assets.c: $(assets) hil/report/report_embed.sh
	@mkdir -p $(@D)
	@sh hil/report/report_embed.sh $(assets) > $@.part && mv $@.part $@

$(BUILD)/hil/report/report_assets.o: $(BUILD)/hil/report/report_assets.c
	@echo "  cc   $<"
	@$(CC) $(CFLAGS) $(SANITIZE) $(WARNINGS) $(DEFINES) $(include_dirs) -MMD -MP -c $< -o $@

# Its list of files is a file too, so that one that goes away is noticed.
$(BUILD)/hil/live/page.list: force
	@mkdir -p $(@D)
	@echo '$(page)' | cmp -s - $@ || echo '$(page)' > $@

$(BUILD)/hil/live/page.c: $(page) $(BUILD)/hil/live/page.list hil/live/live_embed.sh
	@sh hil/live/live_embed.sh hil/live/page > $@.part && mv $@.part $@

$(BUILD)/hil/live/page.o: $(BUILD)/hil/live/page.c
	@echo "  cc   $<"
	@$(CC) $(CFLAGS) $(SANITIZE) $(WARNINGS) $(DEFINES) $(include_dirs) -MMD -MP -c $< -o $@

$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(support) $(BUILD)/libpainrig.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(SANITIZE) $(linker) $^ -o $@ $(libs_run) $(libs_test)

# The version is compiled in; its object is made anew only when it has changed.
$(BUILD)/version: force
	@mkdir -p $(@D)
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' > $@
force:

$(BUILD)/hil/run_version.o: DEFINES += -DPAINRIG_VERSION='"$(VERSION)"'
$(BUILD)/hil/run_version.o: $(BUILD)/version

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

## make demo        run the lumbar lesion and say where its report is
demo: painrig
	./painrig run scenarios/ablation/lumbar_medial_branch.lua
	@echo "open out/lumbar_medial_branch/report.html in a browser"
	@echo "the pump's demonstration: ./painrig run scenarios/infusion/basal_day.lua"

## make check       every test: include rules, suites, sanitizers, transcripts, every scenario with three seeds, every mutant
check: painrig
	@$(MAKE) --no-print-directory arrows
	@$(MAKE) --no-print-directory check-suites
	@$(MAKE) --no-print-directory check-sanitized
	@$(MAKE) --no-print-directory check-uart
	@$(MAKE) --no-print-directory check-page
	@$(MAKE) --no-print-directory check-kills
	@sh tests/vendor.sh
	@sh tests/readme.sh
	@sh tests/transcripts/run.sh
	@sh tests/clients.sh
	@BUILD=$(BUILD) sh tests/scenarios_mutants.sh
	@BUILD=$(BUILD) sh tests/scenarios.sh
	@./painrig test $(mutated) --mutants -j2 --quiet --out $(BUILD)/mutation

check-suites: $(programs)
	@sh tests/run_suites.sh $(programs)

## make check-page  every room of `painrig serve` opened and used in headless Chromium (TEST=word: some of it)
check-page: packages-test $(BUILD)/painrig
	@BUILD=$(BUILD) sh tests/browser/check.sh $(TEST)

## make check-uart  ports and instruments on a real UART, an emulated one in qemu
check-uart: packages-test $(BUILD)/painrig $(BUILD)/tests/uart/guest $(BUILD)/tests/uart/bed
	@BUILD=$(BUILD) sh tests/uart/uart.sh

$(BUILD)/tests/uart/%.o: DEFINES += -D_DEFAULT_SOURCE
$(BUILD)/tests/uart/guest: $(inside)
$(BUILD)/tests/uart/bed: $(outside)
$(BUILD)/tests/uart/guest $(BUILD)/tests/uart/bed: $(BUILD)/libpainrig.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) -Wl,--as-needed $(filter %.o,$^) $(BUILD)/libpainrig.a -o $@ $(libs_run)

# The kill matrix, three instants of each death; what it promises holds on a busy machine.
check-kills: $(BUILD)/tests/kill_matrix
	@$< 3 300

# The same suites with AddressSanitizer and UndefinedBehaviorSanitizer.
check-sanitized:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/sanitized SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all" \
	    CFLAGS="-O1 -g -fno-math-errno -ffp-contract=off -fno-omit-frame-pointer" check-suites

## make fuzz-devices   a million random and mutated strings for every driver, sanitized (N=1000000)
N = 1000000
fuzz-devices:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/sanitized SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all" \
	    CFLAGS="-O1 -g -fno-math-errno -ffp-contract=off -fno-omit-frame-pointer" $(BUILD)/sanitized/tests/test_device_fuzz
	@PAINRIG_FUZZ=$(N) $(BUILD)/sanitized/tests/test_device_fuzz

## make fuzz        libFuzzer on every codec and on what reads a browser's request, SECONDS=60 each (needs clang and libclang-rt-14-dev)
SECONDS    = 60
FUZZ_BUILD = build/fuzz
fuzz_programs = $(patsubst tests/fuzz/%.c,$(FUZZ_BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz_objects  = $(patsubst %.c,$(BUILD)/%.o,$(wildcard base/*.c drivers/*.c drivers/mock/*.c) \
    hil/live/live_request.c hil/live/live_caller.c hil/json.c hil/bytes.c \
    tests/support/device_fuzz.c tests/support/device_fuzz_fault.c tests/support/instrument_peer.c)
fuzz:
	@$(MAKE) --no-print-directory BUILD=$(FUZZ_BUILD)/objects CC=clang SANITIZE="-fsanitize=fuzzer-no-link,address,undefined" \
	    CFLAGS="-O1 -g -fno-math-errno -ffp-contract=off" WARNINGS="-std=c11 -Wall -Werror" \
	    DEFINES="$(DEFINES) -Itests/fuzz" $(fuzz_programs)
	@sh tests/fuzz/run.sh $(FUZZ_BUILD) $(SECONDS) $(NAMES)

$(FUZZ_BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(fuzz_objects)
	@echo "  link $@"
	@clang -fsanitize=fuzzer,address,undefined $^ -o $@ $(libs_run)

## make matrix      what becomes of every fault of a line, for every driver
matrix: $(BUILD)/tests/test_device_faults
	@PAINRIG_MATRIX=1 $<

## make bench       what it costs: error against time, speed of the rig, memory
bench: painrig
	@$(MAKE) --no-print-directory $(benches)
	@for b in $(benches); do $$b ./painrig || exit; done

$(benches): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libpainrig.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(SANITIZE) $^ -o $@ $(libs_run)

## make kill-matrix every way for a run to die at 100 random instants: is the device made safe in time?
kill-matrix: $(BUILD)/tests/kill_matrix
	@$< 100

$(BUILD)/tests/kill_matrix: $(BUILD)/tests/kill_matrix.o $(support) $(BUILD)/libpainrig.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(SANITIZE) $^ -o $@ $(libs_run) $(libs_test)

## make vendor      fetch what the page has from others anew, as pinned (npm, or PACKAGE=uplot-1.6.32.tgz)
PACKAGE =
vendor:
	@sh tests/vendor.sh refresh $(PACKAGE)

## make protocol    write docs/live_protocol.md anew, from the tables
protocol: painrig
	@./painrig serve --protocol > docs/live_protocol.md

## make soak        fifty viewers of a live run for 30 minutes (SOAK_S=1800): does memory grow, who loses rows?
SOAK_S = 1800
soak: painrig $(BUILD)/tests/live_soak
	@$(BUILD)/tests/live_soak $(SOAK_S) ./painrig

$(BUILD)/tests/live_soak: $(BUILD)/tests/live_soak.o $(support) $(BUILD)/libpainrig.a
	@echo "  link $@"
	@$(CC) $(CFLAGS) $(SANITIZE) $^ -o $@ $(libs_run) $(libs_test)

## make fresh       both commands of the README in a clean Debian 12 root (needs root, debootstrap, a mirror)
fresh:
	@sh tests/fresh.sh

# Who may include whom, and which library has which door.
arrows:
	@sh tests/arrows.sh

## make clean       forget what was built and run
clean:
	rm -rf $(BUILD) painrig out
