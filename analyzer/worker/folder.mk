# The engine's own sources in one digest: results of one build are compared with those of another only where it is the same.
ENGINE_SRC := $(sort $(foreach f,base source ir facts front model flow report rules sandbox pipeline,$(wildcard analyzer/$(f)/*.[ch] analyzer/$(f)/*/*.[ch] analyzer/$(f)/*/*.md)) \
	$(shell find analyzer/model/include analyzer/facts -type f 2>/dev/null))

$(B)/gen/engine_key.h: $(ENGINE_SRC) analyzer/worker/folder.mk
	@mkdir -p $(@D)
	@LC_ALL=C cat $(ENGINE_SRC) | sha256sum | sed 's/^\(.\{16\}\).*/#define ENGINE_KEY "\1"/' > $@.tmp
	@cmp -s $@.tmp $@ && touch $@ || mv $@.tmp $@; rm -f $@.tmp
$(B)/obj/analyzer/worker/kept.o: $(B)/gen/engine_key.h
