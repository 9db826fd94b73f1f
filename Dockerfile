# One image for web, worker and beat; docker-compose.yml says which is which.
FROM python:3.12-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .

FROM python:3.12-slim-bookworm
# WeasyPrint needs pango; the versions are those of the Debian release named above.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 dtms \
    && useradd --system --uid 10001 --gid dtms --create-home --home-dir /home/dtms dtms \
    && install -d -o dtms -g dtms /data
COPY --from=build --chown=root:root /app /app
WORKDIR /app
ENV PATH="/app/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=dtms_site.settings.production \
    DTMS_HOME=/data \
    BIND=0.0.0.0:8000
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s \
    CMD ["python", "-m", "dtms_site.probe"]
CMD ["gunicorn", "-c", "python:dtms_site.gunicorn", "dtms_site.wsgi"]
