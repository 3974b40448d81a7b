# The static program in an empty image.
FROM rust:1.95-alpine AS build
# No version: Alpine keeps the newest alone, and the headers only have to be those of its own libc.
# hadolint ignore=DL3018
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
# `doctor` and `agents run` make folders of their own in /tmp.
RUN cargo build --release --locked --package openclaw \
    && mkdir -p /empty/data && mkdir -m 1777 /empty/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /source/target/release/openclaw /openclaw
COPY --from=build --chown=65534:65534 /empty /
USER 65534:65534
ENV OPENCLAW_DATA=/data OPENCLAW_LISTEN=0.0.0.0:8787
VOLUME /data
EXPOSE 8787
ENTRYPOINT ["/openclaw"]
