# The git folder alone, driven from a script: tests/git/probe.c.
$(B)/tests/git/probe: tests/git/probe.c $(call lib,git sandbox base)
	@mkdir -p $(@D)
	@echo "  TEST $@"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)
