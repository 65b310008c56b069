# The page: bundled from web/src with the packages that web/package-lock.json pins.
.PHONY: web
web: web/dist/index.html
web/node_modules/.package-lock.json: web/package-lock.json
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
web/dist/index.html: web/node_modules/.package-lock.json web/build.mjs $(wildcard web/src/*)
	@echo "  WEB web/dist"
	@cd web && node build.mjs
