FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 candour \
    && install -d -o candour -g candour /data

WORKDIR /srv/candour

# The packages first: they change less often than the program.
COPY pyproject.toml uv.lock uv.txt ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --quiet --require-hashes -r uv.txt \
    && .venv/bin/uv sync --frozen --no-dev --no-cache --compile-bytecode --python .venv/bin/python

COPY app app
COPY templates templates
COPY static static
COPY seed_data seed_data
RUN .venv/bin/python -m compileall -q app

# The service may write to /data alone.
USER candour
ENV CANDOUR_DATA_DIR=/data CANDOUR_HOST=0.0.0.0 CANDOUR_PORT=8000 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["/srv/candour/.venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]

ENTRYPOINT ["/srv/candour/.venv/bin/python", "-m", "app.cli"]
CMD ["serve"]
