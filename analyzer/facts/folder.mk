# The table of documented functions: made from data/ddi.tsv at build time, by a program of ours, so that no script is needed.
GENOBJ_facts := $(B)/obj/gen/ddi_table.o

$(B)/gen/gen_ddi: analyzer/facts/gen/gen_ddi.c
	@mkdir -p $(@D)
	@$(CC) -std=gnu17 -O1 -Wall -Wextra -Werror -o $@ $<
$(B)/gen/ddi_table.c: $(B)/gen/gen_ddi analyzer/facts/data/ddi.tsv
	@mkdir -p $(@D)
	@echo "  GEN $@"
	@$(B)/gen/gen_ddi < analyzer/facts/data/ddi.tsv > $@.tmp && mv $@.tmp $@
$(B)/lib/facts.a: $(GENOBJ_facts)
