# Ringcheck's server: REST API and page. Build from the repository's root:
#   docker build -f docker/server.Dockerfile -t ringcheck-server .
FROM debian:12-slim AS build
WORKDIR /src
COPY docker/deps.sh docker/packages.txt docker/
RUN apt-get update && docker/deps.sh build web && rm -rf /var/lib/apt/lists/*
COPY . .
RUN make web && make install DESTDIR=/out PREFIX=/usr

FROM debian:12-slim
COPY docker/deps.sh docker/packages.txt /tmp/docker/
RUN apt-get update && /tmp/docker/deps.sh server && rm -rf /var/lib/apt/lists/* /tmp/docker \
	&& useradd --system --no-create-home ringcheck
COPY --from=build /out/usr/bin/ringcheckd /usr/bin/ringcheckd
COPY --from=build /out/usr/share/ringcheck /usr/share/ringcheck
USER ringcheck
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s CMD ["curl", "-fsS", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["/usr/bin/ringcheckd"]
