# Each target is one call of tools/bootstrap.py, so make can be done without.
.PHONY: run test check fix bench
run test check fix bench:
	@python3 tools/bootstrap.py $@
