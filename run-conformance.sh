#!/usr/bin/env bash
# Builds the suite and the reference server where their sources are newer than the
# last build, then becomes the suite, with all arguments. ./run-conformance.sh --help
set -euo pipefail

self=$0
if [ -L "$self" ]; then self=$(readlink -f -- "$self"); fi
root=$(cd -- "$(dirname -- "$self")" >/dev/null && pwd -P)
output=bin/Release/net10.0
suite=$root/conformance/src/$output/conformance
server=$root/reference/src/$output/reference
stamp=$root/conformance/src/bin/run-conformance.stamp
case ${OSTYPE:-} in msys* | cygwin* | win32*) suite+=.exe server+=.exe ;; esac

fail() {
	printf 'run-conformance.sh: %s\n' "$*" >&2
	exit 70
}

# The folders themselves are looked at too: a deleted file makes its folder newer.
up_to_date() {
	[ -x "$suite" ] && [ -x "$server" ] && [ -e "$stamp" ] &&
		[ -z "$(find "$root"/conformance/src "$root"/reference/src \
			"$root"/Directory.*.props "$root"/global.json "$root"/.editorconfig \
			\( -name bin -o -name obj \) -prune -o -newer "$stamp" -print)" ]
}

build() {
	command -v dotnet >/dev/null || fail 'there is no dotnet on the PATH. Install the .NET SDK 10.0 (on Linux the package dotnet-sdk-10.0).'
	# Made before the build, so that what is edited meanwhile counts as newer.
	touch "$stamp.new" || fail "cannot write to $root/conformance/src/bin"
	local project
	for project in conformance/src reference/src; do
		# The SDK looks for global.json upwards from the working directory. No compiler
		# or build server stays behind. Descriptor 9 is the lock.
		(cd -- "$root" && DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 \
			dotnet build "$project" --configuration Release --nologo --verbosity quiet \
			-nodeReuse:false -p:UseSharedCompilation=false </dev/null >&2 9>&-) ||
			fail "the build of $project failed; what it said stands above"
	done
	mv -f "$stamp.new" "$stamp"
}

if ! up_to_date; then
	mkdir -p "$root"/{conformance,reference}/src/{bin,obj} || fail "cannot write to $root"
	if command -v flock >/dev/null; then
		exec 9>"$stamp.lock"
		flock 9
		up_to_date || build
		exec 9>&-
	else
		build
	fi
fi

# The binaries look for the runtime in the usual places only.
if [ -z "${DOTNET_ROOT:-}" ] && dotnet=$(command -v dotnet); then
	if [ -L "$dotnet" ]; then dotnet=$(readlink -f -- "$dotnet"); fi
	if [ -d "${dotnet%/*}/host/fxr" ]; then export DOTNET_ROOT=${dotnet%/*}; fi
fi

# What runs for seconds gains nothing from compiling each method anew that was called thirty times.
export DOTNET_TC_CallCountThreshold=${DOTNET_TC_CallCountThreshold:-100}

export CONFORMANCE_HOME=$root
exec "$suite" "$@"
