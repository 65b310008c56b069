# The server: embedded files, and `make run`.
MIGRATIONS := $(sort $(wildcard migrations/*.sql))
$(B)/gen/embed.c: $(MIGRATIONS) server/openapi.yaml server/post-receive.sh server/embed.sh
	@mkdir -p $(@D)
	@LC_ALL=C sh server/embed.sh $(MIGRATIONS) > $@.tmp && mv $@.tmp $@
$(B)/lib/server.a: $(B)/obj/gen/embed.o

.PHONY: run
run:
	@exec env B='$(B)' MAKE='$(MAKE)' sh server/run.sh
