# Ringcheck's worker: analyses what was uploaded, in jailed children (Landlock, seccomp; no privilege needed).
# Projects' commits are fetched in a user namespace, which Docker's default seccomp profile forbids: allow `unshare` and `clone` there,
# or set RINGCHECK_SANDBOX=best-effort (git then has the container's network, as far as the forge's port).
#   docker build -f docker/worker.Dockerfile -t ringcheck-worker .
FROM debian:12-slim AS build
WORKDIR /src
COPY docker/deps.sh docker/packages.txt docker/
RUN apt-get update && docker/deps.sh build && rm -rf /var/lib/apt/lists/*
COPY . .
RUN make install DESTDIR=/out PREFIX=/usr

FROM debian:12-slim
COPY docker/deps.sh docker/packages.txt /tmp/docker/
RUN apt-get update && /tmp/docker/deps.sh worker && rm -rf /var/lib/apt/lists/* /tmp/docker \
	&& useradd --system --create-home ringcheck
COPY --from=build /out/usr/bin/ringcheck-worker /out/usr/bin/ringcheck /usr/bin/
COPY --from=build /out/usr/share/ringcheck /usr/share/ringcheck
USER ringcheck
ENTRYPOINT ["/usr/bin/ringcheck-worker"]
