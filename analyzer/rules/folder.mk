# The list of rules: $(B)/gen/rule_list.c from the folder names, each with its doc.md as a byte array.
RULE_DIRS := $(sort $(patsubst analyzer/rules/%/rule.c,%,$(wildcard analyzer/rules/*/rule.c)))
GENOBJ_rules := $(B)/obj/gen/rule_list.o

$(B)/gen/rule_list.c: $(foreach r,$(RULE_DIRS),$(wildcard analyzer/rules/$(r)/doc.md)) analyzer/rules/folder.mk analyzer/rules/list.sh $(B)/gen/rule_list.names
	@mkdir -p $(@D)
	@LC_ALL=C sh analyzer/rules/list.sh $(RULE_DIRS) > $@.tmp && mv $@.tmp $@

# Changes only when a folder comes or goes, so that the list follows.
.PHONY: rule-names
rule-names:
	@mkdir -p $(B)/gen
	@echo '$(RULE_DIRS)' | cmp -s - $(B)/gen/rule_list.names || echo '$(RULE_DIRS)' > $(B)/gen/rule_list.names
$(B)/gen/rule_list.names: rule-names
$(B)/lib/rules.a: $(GENOBJ_rules)
