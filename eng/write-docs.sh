#!/usr/bin/env bash
# Writes docs/configuration.md and appsettings.json anew from the option records; a test tells when they are out of date.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build Srs.Tests --configuration Release --nologo --verbosity quiet
SRS_WRITE_DOCS=1 dotnet test Srs.Tests --configuration Release --no-build --nologo --filter "FullyQualifiedName~ConfigurationDocsTests"
