#include "base/log.h"
#include "cli/commands.h"
#include "report/writers.h"

#include <stdio.h>
#include <stdlib.h>

static const struct command *const commands[] = { &command_check, &command_rules, &command_explain, &command_dump,
						  &command_connect };
enum { N_COMMANDS = sizeof commands / sizeof *commands };

static void help(FILE *out)
{
	fprintf(out, "Ringcheck %s: reviews the source of Windows drivers; needs neither the WDK nor a build.\n\n",
		RINGCHECK_VERSION);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  ringcheck %s\n      %s\n", commands[i]->usage, commands[i]->about);
	fputs("\nOptions of check and dump:\n"
	      "  -f, --format text|json|sarif   form of the output (text)\n"
	      "  -o, --output FILE              write there instead of to standard output\n"
	      "  -j, --jobs N                   units analysed side by side (one per core)\n"
	      "      --fail-on note|warning|error|never\n"
	      "                                 least severity that makes exit status 1 (note)\n"
	      "      --rule ID[,ID]             only these rules\n"
	      "      --disable ID[,ID]          not these rules\n"
	      "      --config 'Debug|x64'       project configuration ('Release|x64')\n"
	      "      --wdk DIR                  a real WDK's Include folder instead of the model headers\n"
	      "      --cache DIR, --no-cache    where precompiled headers are kept (~/.cache/ringcheck)\n"
	      "      --unit-timeout SECONDS     a translation unit may take this long (60)\n"
	      "      --suppressed               show findings that the source suppresses, too\n"
	      "      --colour auto|always|never\n"
	      "      --timings                  where the time went, on standard error\n"
	      "  -q, --quiet                    no progress on the terminal\n\n"
	      "Exit status: 0 nothing found and everything analysed; 1 findings; 2 bad usage or\n"
	      "input; 3 nothing found, but the review is partial (something was not analysed).\n",
	      out);
}

static bool asks_help(const char *word)
{
	return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

int main(int argc, char **argv)
{
	struct cli_options o = { 0 };
	struct err e = { 0 };
	const char *word = argc > 1 ? argv[1] : "";
	log_init("ringcheck", LOG_WARN);
	/* "ringcheck check --help" as well; "help" may be a folder's name there. */
	if (asks_help(word) || (argc > 2 && argv[2][0] == '-' && asks_help(argv[2]))) {
		help(stdout);
		return EXIT_CLEAN;
	}
	if (strcmp(word, "--version") == 0 || strcmp(word, "version") == 0) {
		printf("ringcheck %s\n", RINGCHECK_VERSION);
		return EXIT_CLEAN;
	}
	for (size_t i = 0; i < N_COMMANDS; i++) {
		int status = EXIT_USAGE;
		if (strcmp(word, commands[i]->name) != 0)
			continue;
		o.a = arena_new(0);
		o.argc = argc - 1;
		o.argv = argv + 1;
		if (commands[i]->options & OPT_OWN || cli_parse(&o, commands[i]->options, argc - 1, argv + 1, &e))
			status = commands[i]->run(&o, &e);
		if (e.code)
			fprintf(stderr, "ringcheck: %s\n", e.text);
		arena_free(o.a);
		return status;
	}
	if (*word)
		fprintf(stderr, "ringcheck: there is no command '%s'\n\n", word);
	help(stderr);
	return EXIT_USAGE;
}
