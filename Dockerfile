# syntax=docker/dockerfile:1
# docker build -t levqor . && docker run -p 8080:8080 -v levqor:/data -e LEVQOR_SECRET=… levqor
# Production profile: it needs LEVQOR_SECRET (or LEVQOR_SECRET_FILE) to start.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package \
    && cp target/levqor-*.jar /levqor.jar

FROM eclipse-temurin:25-jre-alpine
RUN addgroup -S -g 10001 levqor && adduser -S -D -H -u 10001 -G levqor levqor \
    && install -d -o levqor -g levqor /data
WORKDIR /opt/levqor
# The launcher runs the jar that lies beside it.
COPY levqor ./
COPY .mvn/jdk.sh .mvn/
COPY --from=build /levqor.jar ./
# The cache of loaded classes is good only for the JVM that made it and for the jar under the path that the launcher
# gives, so this image makes its own.
RUN LEVQOR_DATA_DIR=/tmp/aot LEVQOR_HTTP_PORT=0 "$JAVA_HOME/bin/java" -XX:AOTCacheOutput=levqor.aot \
        -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining \
        -Djdk.reflect.useNativeAccessorOnly=true -Dio.netty.jfr.enabled=false \
        -XX:+UseCompactObjectHeaders -XX:+UseParallelGC -jar "$PWD/levqor.jar" demo --once >/dev/null \
    && rm -rf /tmp/aot
ENV LEVQOR_PROFILE=production \
    LEVQOR_DATA_DIR=/data
USER levqor
VOLUME /data
EXPOSE 8080
# wget is part of the base image's busybox: no second JVM for a probe.
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s \
    CMD wget -q -O /dev/null "http://127.0.0.1:${LEVQOR_HTTP_PORT:-${PORT:-8080}}/health" || exit 1
ENTRYPOINT ["/opt/levqor/levqor"]
CMD ["run"]
