# Builds the suite and the reference server where their sources are newer than the
# last build, then runs the suite with all arguments: ./run-conformance.ps1 --help
# Like run-conformance.sh, for Windows PowerShell 5.1 and PowerShell 7.
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$output = 'bin/Release/net10.0'
$suffix = if ($env:OS -eq 'Windows_NT') { '.exe' } else { '' }
$suite = Join-Path $root "conformance/src/$output/conformance$suffix"
$server = Join-Path $root "reference/src/$output/reference$suffix"
$stamp = Join-Path $root 'conformance/src/bin/run-conformance.stamp'

function Stop-Run([string] $text) {
    [Console]::Error.WriteLine("run-conformance.ps1: $text")
    exit 70
}

function Get-Sources([IO.DirectoryInfo] $folder) {
    $folder
    foreach ($item in $folder.GetFileSystemInfos()) {
        if ($item -isnot [IO.DirectoryInfo]) { $item }
        elseif ($item.Name -ne 'bin' -and $item.Name -ne 'obj') { Get-Sources $item }
    }
}

function Test-UpToDate {
    if (-not ((Test-Path -LiteralPath $suite) -and (Test-Path -LiteralPath $server) -and (Test-Path -LiteralPath $stamp))) { return $false }
    $built = [IO.File]::GetLastWriteTimeUtc($stamp)
    foreach ($name in 'conformance/src', 'reference/src') {
        foreach ($item in Get-Sources (Join-Path $root $name)) {
            if ($item.LastWriteTimeUtc -gt $built) { return $false }
        }
    }
    foreach ($name in 'Directory.Build.props', 'Directory.Packages.props', 'global.json', '.editorconfig') {
        if ([IO.File]::GetLastWriteTimeUtc((Join-Path $root $name)) -gt $built) { return $false }
    }
    return $true
}

function Invoke-Build {
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)) {
        Stop-Run 'there is no dotnet on the PATH. Install the .NET SDK 10.0.'
    }
    # Taken before the build, so that what is edited meanwhile counts as newer.
    $began = [DateTime]::UtcNow
    $env:DOTNET_NOLOGO = '1'
    $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
    # The SDK looks for global.json upwards from the working directory.
    Push-Location -LiteralPath $root
    try {
        foreach ($project in 'conformance/src', 'reference/src') {
            & dotnet build $project --configuration Release --nologo --verbosity quiet -nodeReuse:false '-p:UseSharedCompilation=false' |
                ForEach-Object { [Console]::Error.WriteLine($_) }
            if ($LASTEXITCODE -ne 0) { Stop-Run "the build of $project failed; what it said stands above" }
        }
    }
    finally { Pop-Location }
    [IO.File]::WriteAllText($stamp, '')
    [IO.File]::SetLastWriteTimeUtc($stamp, $began)
}

if (-not (Test-UpToDate)) {
    foreach ($name in 'conformance/src', 'reference/src') {
        foreach ($folder in 'bin', 'obj') { [void][IO.Directory]::CreateDirectory((Join-Path $root "$name/$folder")) }
    }
    # One build at a time: whoever cannot open the file has another build to wait for.
    $lock = $null
    $deadline = [DateTime]::UtcNow.AddMinutes(10)
    while ($null -eq $lock) {
        try { $lock = [IO.File]::Open("$stamp.lock", 'OpenOrCreate', 'ReadWrite', 'None') }
        catch [IO.IOException] {
            if ([DateTime]::UtcNow -gt $deadline) { Stop-Run 'another build has been running for ten minutes' }
            Start-Sleep -Milliseconds 200
        }
    }
    try { if (-not (Test-UpToDate)) { Invoke-Build } }
    finally { $lock.Dispose() }
}

$arguments = @($args)
if ($PSVersionTable.PSVersion -lt [Version] '7.3') {
    # These versions lose empty arguments and quotation marks on the way to a program,
    # and a lost --server "" would test another server than the one meant.
    $arguments = @($arguments | ForEach-Object { if ("$_" -eq '') { '""' } else { "$_" -replace '(\\*)"', '$1$1\"' } })
}
$env:CONFORMANCE_HOME = $root
& $suite @arguments
exit $LASTEXITCODE
