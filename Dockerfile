# The static program in an empty image.
FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
RUN cargo build --release --locked --package openclaw && mkdir /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /source/target/release/openclaw /openclaw
COPY --from=build --chown=65534:65534 /data /data
USER 65534:65534
ENV OPENCLAW_DATA=/data OPENCLAW_LISTEN=0.0.0.0:8787
VOLUME /data
EXPOSE 8787
ENTRYPOINT ["/openclaw"]
