# Builds and runs the server: docker build -t srs . && docker run -p 1935:1935 -p 8080:8080 -p 1985:1985 -p 8000:8000/udp -p 8000:8000 -e Srs__RtcServer__Candidate=ADDRESS srs
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN dotnet publish Srs.Web --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Sound between WebRTC and other protocols.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
# The image's unprivileged user; every default port is above 1024.
USER $APP_UID
EXPOSE 1935 8080 1985 1936 8088 1990 8000/udp 8000/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["dotnet", "Srs.Web.dll", "--healthcheck"]
ENTRYPOINT ["dotnet", "Srs.Web.dll"]
