# One image for every process of Sidan; the command says which one it is (see docker-compose.yml).

FROM python:3.11-slim-bookworm AS libraries
COPY deploy/requirements.lock /requirements.lock
RUN python -m venv /opt/sidan \
    && /opt/sidan/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.lock

FROM node:22.12-alpine AS packages
COPY package.json package-lock.json .npmrc /
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

# What the pages are dressed in: three files out of some thousand, and their English.
FROM libraries AS dressed
WORKDIR /dressed
COPY deploy deploy
COPY shared/web/translations translations
RUN --mount=from=packages,source=/node_modules,target=/node_modules \
    /opt/sidan/bin/python -m deploy.assets /node_modules vendor \
    && /opt/sidan/bin/pybabel -q compile --directory translations

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin sidan \
    && install --directory --owner sidan /var/lib/sidan
COPY --from=libraries /opt/sidan /opt/sidan
WORKDIR /opt/sidan/app
COPY shared shared
COPY --from=dressed /dressed/vendor shared/web/static/vendor
COPY --from=dressed /dressed/translations shared/web/translations
COPY running running
COPY operators operators
COPY services services
COPY demo demo
COPY deploy deploy
ENV PATH=/opt/sidan/bin:$PATH PYTHONUNBUFFERED=1
# The file system is read-only while it runs: what Python would write beside its sources is written now.
RUN python -m compileall -q .
USER 10001:10001
CMD ["python", "-m", "services", "--help"]
