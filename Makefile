# Ringcheck. `make help` lists the targets. One non-recursive Makefile; every folder of analyzer/ becomes one archive.
.DEFAULT_GOAL := build
B ?= build
CC ?= gcc
LLVM ?= /usr/lib/llvm-19
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
SAN ?=
ifneq ($(filter-out 4.%,$(MAKE_VERSION)),)
$(error GNU make 4 is needed)
endif

PKGS := libmicrohttpd jansson libpq libarchive libzstd libseccomp libssl libcrypto libxml-2.0 libsodium libcurl zlib
WARN := -Wall -Wextra -Wconversion -Wno-sign-conversion -Wshadow -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wformat=2 -Wvla -Werror
HARDEN := -fstack-protector-strong -fPIE -D_FORTIFY_SOURCE=2
OPT ?= -O2 -g
ifneq ($(SAN),)
HARDEN := -fPIE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LDSAN := -fsanitize=address,undefined
endif
CPPFLAGS += -D_GNU_SOURCE -Ianalyzer -I. -I$(B)/gen -isystem $(LLVM)/include
CFLAGS += -std=gnu17 $(OPT) $(WARN) $(HARDEN) $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDFLAGS += -pie -Wl,-z,relro,-z,now $(LDSAN)
LIBS = $(shell pkg-config --libs $(PKGS)) -L$(LLVM)/lib -lclang-19 -Wl,-rpath,$(LLVM)/lib -lcmark-gfm -lcmark-gfm-extensions -lm -lpthread

# --- analyzer folders, in data-flow order ---
FOLDERS := base source ir facts front model flow report rules sandbox git forge pipeline worker cli
srcs = $(wildcard analyzer/$(1)/*.c) $(if $(filter rules,$(1)),$(wildcard analyzer/rules/*/rule.c))
objs = $(patsubst %.c,$(B)/obj/%.o,$(1))
define folder_rule
$(B)/lib/$(1).a: $$(call objs,$$(filter-out analyzer/$(1)/main.c,$$(call srcs,$(1)))) $$(GENOBJ_$(1))
	@mkdir -p $$(@D)
	@rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_rule,$(f))))
$(B)/lib/server.a: $(call objs,$(filter-out server/main.c,$(wildcard server/*.c)))
	@mkdir -p $(@D)
	@rm -f $@ && ar rcs $@ $^

lib = $(patsubst %,$(B)/lib/%.a,$(1))
# `report` and `base` come last: everything leans on them.
ENGINE := $(call lib,pipeline sandbox git forge rules flow model front facts ir source report base)

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
$(B)/obj/gen/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
-include $(shell [ -d $(B)/obj ] && find $(B)/obj -name '*.d')

-include analyzer/*/folder.mk server/folder.mk web/folder.mk tests/*/folder.mk docker/folder.mk

$(B)/bin/ringcheck: $(call objs,analyzer/cli/main.c) $(call lib,cli) $(ENGINE)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)
$(B)/bin/ringcheck-worker: $(call objs,analyzer/worker/main.c) $(call lib,worker) $(ENGINE)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)
$(B)/bin/ringcheckd: $(call objs,server/main.c) $(call lib,server report base)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

# --- unit tests: every tests/unit/test_*.c and tests/ir/test_*.c is a cmocka program over the whole engine ---
UNIT_TESTS := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c tests/ir/test_*.c))
$(UNIT_TESTS): $(B)/%: %.c $(ENGINE) $(call lib,server cli worker)
	@mkdir -p $(@D)
	@echo "  TEST $@"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-discarded-qualifiers $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS) -lcmocka
.PHONY: unit-tests
unit-tests: $(UNIT_TESTS)

# --- the targets people type ---
.PHONY: build test test-inner test-fresh test-san lint bench fuzz install clean help deps deps-test format rule run
build: deps ## the three programs in build/bin/
	@$(MAKE) --no-print-directory -j$(JOBS) programs
programs: $(B)/bin/ringcheck $(B)/bin/ringcheckd $(B)/bin/ringcheck-worker $(B)/share/rules.json
.PHONY: programs
$(B)/share/rules.json: $(B)/bin/ringcheck
	@mkdir -p $(@D)
	@$< rules --format json -o $@

deps:
	@docker/deps.sh build
deps-test:
	@docker/deps.sh build web run test

test: deps-test ## builds everything and runs every test; the last line counts them
	@$(MAKE) --no-print-directory -j$(JOBS) programs unit-tests
	@$(MAKE) --no-print-directory web tests/node_modules/.package-lock.json
	@$(MAKE) --no-print-directory test-inner
tests/node_modules/.package-lock.json: tests/package-lock.json
	@cd tests && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
# Every tests/*/run.sh is a suite, but for those with a target of their own.
SUITES ?= $(filter-out fresh fuzz bench,$(patsubst tests/%/run.sh,%,$(wildcard tests/*/run.sh)))
suite_lint := sh tests/lint/run.sh $(B)
suite_unit := sh tests/unit/run.sh $(UNIT_TESTS)
suite_other = B=$(B) sh tests/$(1)/run.sh
# The programs find the model headers beside the source tree; a build folder elsewhere has to be told.
test-inner: export RINGCHECK_MODEL_DIR ?= $(CURDIR)/analyzer/model/include
test-inner:
	@sh tests/run.sh $(foreach s,$(SUITES),"$(s)=$(if $(suite_$(s)),$(suite_$(s)),$(call suite_other,$(s)))")

test-san: deps-test ## unit, rule and hostile tests with AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory B=$(B)-san SAN=1 OPT="-O1 -g" -j$(JOBS) programs unit-tests
	@$(MAKE) --no-print-directory tests/node_modules/.package-lock.json
	@$(MAKE) --no-print-directory B=$(B)-san SAN=1 SUITES="unit front rules cli hostile" test-inner

test-fresh: ## make run and make test in a bare Debian 12 made by debootstrap (root, slow)
	@sh tests/fresh/run.sh

lint: ## the lints alone
	@sh tests/lint/run.sh $(B)
format: ## clang-format over all C
	@git ls-files -co --exclude-standard 'analyzer/*.[ch]' 'server/*.[ch]' 'tests/unit/*.[ch]' | grep -v -e '^analyzer/rules/.*/\(bad\|good\)' -e '^analyzer/model/include/' | xargs clang-format-14 -i
bench: build ## ratios against peers, in one run
	@B=$(B) sh tests/bench/run.sh
fuzz: deps-test ## the readers of hostile input under libFuzzer, FUZZ_SECONDS each (30)
	@B=$(B) sh tests/fuzz/run.sh

rule: ## make rule ID=my-rule: a new rule's folder
	@sh analyzer/rules/new.sh "$(ID)"

install: build ## to PREFIX (/usr/local), DESTDIR respected
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/ringcheck
	install $(B)/bin/ringcheck $(B)/bin/ringcheckd $(B)/bin/ringcheck-worker $(DESTDIR)$(PREFIX)/bin/
	cp -R analyzer/model/include migrations $(DESTDIR)$(PREFIX)/share/ringcheck/
	install -m 644 $(B)/share/rules.json server/openapi.yaml $(DESTDIR)$(PREFIX)/share/ringcheck/
	if [ -d web/dist ]; then cp -R web/dist $(DESTDIR)$(PREFIX)/share/ringcheck/web; fi
clean: ## removes build products (not var/, which holds your data)
	rm -rf $(B) $(B)-san web/dist
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14
