# syntax=docker/dockerfile:1
# Pin the base by digest where you build: digests change with every rebuild of the base, and cannot be known here.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/copydesk
COPY constraints.txt pyproject.toml README.md ./
COPY validators validators
COPY rules rules
COPY reports reports
RUN /opt/copydesk/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="copydesk" \
      org.opencontainers.image.description="The copy desk for scraped news"
RUN useradd --system --uid 10001 --create-home --home-dir /batch copydesk
COPY --from=build /opt/copydesk /opt/copydesk
ENV PATH="/opt/copydesk/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
WORKDIR /batch
ENTRYPOINT ["copydesk"]
CMD ["--help"]
