# One image for every process of Sidan; the command says which one it is (see docker-compose.yml).

FROM python:3.11-slim-bookworm AS libraries
COPY deploy/requirements.lock /requirements.lock
RUN python -m venv /opt/sidan \
    && /opt/sidan/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.lock

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin sidan \
    && install --directory --owner sidan /var/lib/sidan
COPY --from=libraries /opt/sidan /opt/sidan
WORKDIR /opt/sidan/app
COPY shared shared
COPY operators operators
COPY services services
COPY demo demo
COPY deploy deploy
ENV PATH=/opt/sidan/bin:$PATH PYTHONUNBUFFERED=1
# The file system is read-only while it runs: what Python would write beside its sources is written now.
RUN python -m compileall -q .
USER 10001:10001
CMD ["python", "-m", "services", "--help"]
