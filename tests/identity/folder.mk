# What tests/identity asks for: report/match.h as a program.
$(B)/tests/identity/match: tests/identity/match.c $(ENGINE)
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)
unit-tests: $(B)/tests/identity/match
