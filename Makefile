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

PKGS := libmicrohttpd jansson libpq libarchive libzstd libseccomp libssl libcrypto libsodium libcurl
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
FOLDERS := base source ir facts front model flow report rules sandbox pipeline worker cli
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
ENGINE := $(call lib,pipeline sandbox rules flow model front facts ir source report base)

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
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS) -lcmocka
.PHONY: unit-tests
unit-tests: $(UNIT_TESTS)
