# One image for the relay and the bot: locked packages, no shell account, nothing writable but /data.
FROM node:24-bookworm-slim AS browser
WORKDIR /build
COPY api/web/package.json api/web/package-lock.json api/web/.npmrc ./
RUN npm ci --silent
COPY api/web/bundle-vendor.mjs api/web/vendor.sha256 ./
RUN node bundle-vendor.mjs

FROM python:3.11-slim-bookworm
# PYTHONTZPATH: the locked time zones count, not the older ones of the image.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONTZPATH="" PATH=/quietline/.venv/bin:$PATH
WORKDIR /quietline
COPY requirements-build.lock requirements.lock ./
# What is published as source only is built with the builder that is pinned, not with one that pip fetches.
RUN python -m venv .venv && for lock in requirements-build.lock requirements.lock; do pip install --quiet --no-cache-dir \
    --disable-pip-version-check --require-hashes --no-build-isolation --use-pep517 -r $lock || exit 1; done
COPY api ./api
COPY bot ./bot
COPY content ./content
COPY --from=browser /build/vendor ./api/web/vendor
# Whatever the mask was where this was built: the account below may read all of it.
RUN python -m compileall -q api bot content && chmod -R a+rX api bot content
RUN groupadd --gid 10001 quietline && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin quietline \
    && install -d -o quietline -g quietline -m 700 /data
USER 10001:10001
VOLUME /data
ENV API_DATA_DIR=/data BOT_DATA_DIR=/data API_BIND=0.0.0.0:8000 BOT_BIND=0.0.0.0:8020
CMD ["python", "-m", "api", "serve"]
