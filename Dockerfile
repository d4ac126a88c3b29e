# The nightly container: shopstream, its features and models. Build: docker build -t shopstream .
# With Snowflake's driver, where the feed has it: docker build --build-arg WITH_SNOWFLAKE=true -t shopstream .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG WITH_SNOWFLAKE=false
WORKDIR /src
COPY . .
RUN WithSnowflake=$WITH_SNOWFLAKE dotnet publish src/ShopStream.Cli -c Release --use-current-runtime --self-contained false -o /app

FROM mcr.microsoft.com/dotnet/runtime:10.0
WORKDIR /work
COPY --from=build /app /opt/shopstream
COPY features /work/features
COPY pipeline.runsettings /work/pipeline.runsettings
# Lake (where it is a folder), warehouse and reports: mount volumes there to keep them.
RUN mkdir -p /work/.shopstream /work/reports && chown -R app /work
USER app
VOLUME ["/work/.shopstream", "/work/reports"]
ENTRYPOINT ["/opt/shopstream/shopstream"]
CMD ["run"]
