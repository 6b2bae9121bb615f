# The server as an image: one executable, the C and C++ runtime, and nothing else.
#
#   docker build -t backsolve .
#   docker run --rm -p 8080:8080 --read-only --cap-drop ALL backsolve
#   curl localhost:8080/gradient -d '{"t": 1.0}'
#
# For a release, tell where it comes from:
#
#   docker build --build-arg SOURCE=https://... --build-arg REVISION=$(git rev-parse HEAD) \
#     --build-arg CREATED=$(date -u +%Y-%m-%dT%H:%M:%SZ) -t backsolve:0.1.0 .
#
# podman and buildah drop the health check unless told `--format docker`.
# The classic instructions only, so that older builders do as well as BuildKit.

# The version on the label. The build fails where it is not the executable's own.
ARG VERSION=0.1.0

FROM swift:6.3-bookworm AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]

# libstdc++-12-dev: static linking of Swift's runtime needs it. Versions are not pinned: Debian's
# mirrors keep only the newest of a stable release, so that a pin breaks with the next fix.
# hadolint ignore=DL3008
RUN apt-get -q update \
  && apt-get -q install -y --no-install-recommends \
    libcurl4-openssl-dev libdragonbox-dev libfftw3-dev libsimdjson-dev libstdc++-12-dev \
    pkg-config \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /build

# By itself, so that the dependencies are fetched anew only when they change. The pattern takes
# Package.resolved along where there is one.
COPY Package.* ./
RUN swift package resolve

# The package manager wants each target's folder to be there, the tests' and the examples' too.
# The server offers the description of its interface, which is compiled in.
COPY openapi.yaml ./
COPY Sources Sources
COPY Tests Tests
COPY Benchmarks Benchmarks
COPY Examples Examples
# A program built against the shared Swift runtime would not start without that runtime beside it.
RUN swift build -c release --product backsolve --static-swift-stdlib

# What the image gets, under the paths it gets it: the executable; Swift's own crash reporter,
# which lies beside the compiler, since a trap prints nothing otherwise; the licences of all that is in
# these, since whoever is given the image is to be given them too, and the texts that Debian's notices
# refer to. The executable keeps its symbols, but no debug information: for 9 MB, not loaded in a run, a
# crash report names functions and not only addresses.
COPY LICENSE ./
RUN executable=$(swift build -c release --show-bin-path)/backsolve \
  && toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")") \
  && reporter=${toolchain}/libexec/swift/linux/swift-backtrace-static \
  && notices=/image/usr/share/doc/backsolve \
  && mkdir -p /image/usr/local/bin /image/usr/local/libexec "${notices}" \
  && strip --strip-debug -o /image/usr/local/bin/backsolve "${executable}" \
  && strip -o /image/usr/local/libexec/swift-backtrace-static "${reporter}" \
  && cp LICENSE /usr/share/common-licenses/GPL-2 /usr/share/common-licenses/GPL-3 \
    /usr/share/common-licenses/Apache-2.0 "${notices}/" \
  && cp /usr/share/doc/libfftw3-dev/copyright "${notices}/copyright.fftw" \
  && cp /usr/share/doc/libsimdjson-dev/copyright "${notices}/copyright.simdjson" \
  && cp /usr/share/doc/libdragonbox-dev/copyright "${notices}/copyright.dragonbox" \
  && cp "${toolchain}/share/swift/LICENSE.txt" "${notices}/LICENSE.swift" \
  && for checkout in .build/checkouts/*; do \
    package=$(basename "${checkout}"); \
    cp "${checkout}/LICENSE.txt" "${notices}/LICENSE.${package}"; \
    if [ -e "${checkout}/NOTICE.txt" ]; then \
      cp "${checkout}/NOTICE.txt" "${notices}/NOTICE.${package}"; fi; \
  done

# The shared libraries that the base image lacks. Another one stops the build here, rather than the
# server when it starts: FoundationNetworking, for one, would bring thirty-four. Their folder is
# named after the architecture; the pattern stands for it, so that the image builds for each.
RUN executable=/image/usr/local/bin/backsolve \
  && for library in $(objdump -p "${executable}" | awk '$1 == "NEEDED" { print $2 }'); do \
    case "${library}" in \
      libstdc++.so.6 | libgcc_s.so.1 | libm.so.6 | libc.so.6 | ld-linux*) ;; \
      libfftw3.so.3 | libfftw3_threads.so.3 | libsimdjson.so.14) \
        cp --parents -L /usr/lib/*-linux-gnu/"${library}" /image/ ;; \
      *) echo "error: the image has no ${library}" >&2; exit 1 ;; \
    esac; \
  done

# The label is to tell the executable's version.
ARG VERSION
RUN version=$(/image/usr/local/bin/backsolve --version) \
  && if [ "${version}" != "${VERSION}" ]; then \
    echo "error: VERSION is ${VERSION}, the executable says ${version}" >&2; exit 1; fi

# Distroless: the C and C++ runtime of the same Debian, a user that is not root, no shell and no
# package manager. The image is 61 MB. On debian:bookworm-slim, with libfftw3-double3,
# libsimdjson14 and libstdc++6 from apt-get and a user made by hand, it would be twice that, and
# have more to patch.
FROM gcr.io/distroless/cc-debian12:nonroot

COPY --from=build /image/ /

# A crash is reported to the log, with nobody there to be asked. Not in colour: logs are files.
ENV SWIFT_BACKTRACE=enable=yes,interactive=no,color=no,swift-backtrace=/usr/local/libexec/swift-backtrace-static

# By number: Kubernetes cannot tell from a name that it is not root (runAsNonRoot).
USER 65532:65532

# Another port is set by the variable PORT or BACKSOLVE_PORT, which the health check reads as well.
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
  CMD ["/usr/local/bin/backsolve", "healthcheck"]

ENTRYPOINT ["/usr/local/bin/backsolve"]
# The container's own network is the border here, where outside of one it is the loopback.
CMD ["serve", "--host", "0.0.0.0"]

# Last, so that a new revision makes no layer anew. FFTW is under the GPL, version 2 or later, and
# simdjson, Dragonbox and Swift's runtime under the Apache License 2.0, which goes together with version 3
# only.
ARG VERSION
ARG SOURCE=""
ARG REVISION=""
ARG CREATED=""
LABEL org.opencontainers.image.title="Backsolve" \
      org.opencontainers.image.description="Differentiates through Poisson solvers, over HTTP" \
      org.opencontainers.image.licenses="GPL-3.0-or-later" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
