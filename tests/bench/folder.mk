# What `make bench` needs beside the programs; run.sh asks for it.
$(B)/bench/%: tests/bench/%.c $(ENGINE) $(call lib,worker)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)
