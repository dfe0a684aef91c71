# pmta-lint with Node and git, for machines and pipelines without Node:
#   docker build --tag pmta-lint .
#   docker run --rm --volume "$PWD:/work:ro" pmta-lint config
#
# The base is named by what is in it. For a newer one, take the digest that `docker buildx imagetools inspect node:TAG` or
# the list of the official images (github.com/docker-library/repo-info, repos/node/remote/TAG.md) gives.
ARG NODE=node:24.19.0-alpine3.24@sha256:d32cdf619f63fe0471182d08996dd516c6275bb5fd31ae06e55a570bd9e1ad43

FROM ${NODE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs --no-types

FROM ${NODE}
# For --since, --staged and `compare REV:PATH`. The mounted folder belongs to another user than the one in here.
RUN apk add --no-cache git && git config --system --add safe.directory /work
COPY --from=build /src/package.json /src/LICENSE /opt/pmta-lint/
COPY --from=build /src/bin /opt/pmta-lint/bin
COPY --from=build /src/dist /opt/pmta-lint/dist
COPY --from=build /src/schemas /opt/pmta-lint/schemas
# The first run leaves compiled code, which the user of the container could not.
RUN ln -s /opt/pmta-lint/bin/pmta-lint.cjs /usr/local/bin/pmta-lint \
  && echo 'host-name mta.example.com' > /tmp/config \
  && pmta-lint /tmp/config \
  && rm /tmp/config
WORKDIR /work
USER node
ENTRYPOINT ["pmta-lint"]
