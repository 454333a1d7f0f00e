# one image for all five processes: the argument chooses which
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements/run.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r run.txt

FROM python:3.12-slim
RUN groupadd -g 10001 linli && useradd -u 10001 -g 10001 -M -s /usr/sbin/nologin linli
COPY --from=build /venv /venv
WORKDIR /app
COPY kernel kernel
COPY services services
COPY tools tools
COPY deploy/districts deploy/districts
COPY deploy/calendar deploy/calendar
RUN /venv/bin/python -m compileall -q kernel services tools
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8080 9100
ENTRYPOINT ["python", "-m", "kernel.run"]
CMD ["gateway"]
