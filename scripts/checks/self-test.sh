# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Shows that every check accepts a small good package and rejects it with one thing wrong. Sourced by scripts/check.

header='// SPDX-License-Identifier: Apache-2.0'

# write FILE LINE...: into the package under test.
write() {
    mkdir -p "$(dirname "$fixture/$1")"
    printf '%s\n' "${@:2}" >"$fixture/$1"
}

# fresh_package: a package that passes every check.
fresh_package() {
    rm -rf "$fixture"
    write Package.swift '// swift-tools-version: 6.3' "$header" '' 'import PackageDescription' '' \
        'let package = Package(' '    name: "Sample",' '    targets: [' '        .target(name: "Sample"),' \
        '        .target(name: "Other"),' '        .target(name: "CSample"),' '    ]' ')'
    write Sources/Sample/Sample.swift "$header" '' '/// The number of eyes.' 'public let eyeCount = 2'
    write Sources/Other/Other.swift "$header" '' '/// The number of noses.' 'public let noseCount = 1'
    write Sources/CSample/include/sample.h "$header" 'int sample(void);'
    write Sources/CSample/sample.c "$header" '#include "sample.h"' 'int sample(void) { return 1; }'
    write Benchmarks/run '#!/usr/bin/env bash' '# SPDX-License-Identifier: Apache-2.0' 'true'
    write Tests/note.py '# SPDX-License-Identifier: Apache-2.0' 'print(1)'
}

# verdict CHECK: passes when the check accepts the package under test.
verdict() { (set -euo pipefail; "check_$1" "$fixture") >"$scratch/output" 2>&1; }

accepts() {
    if verdict "$1"; then
        printf 'ok      %s accepts a good package\n' "$1"
    else
        printf 'FAILED  %s rejects a good package:\n' "$1"
        cat "$scratch/output"
        broken=1
    fi
}

# rejects CHECK WHAT TEXT: fails when the check accepts, or complains without naming TEXT.
rejects() {
    if verdict "$1"; then
        printf 'FAILED  %s accepts %s\n' "$1" "$2"
        broken=1
    elif ! grep -qF -- "$3" "$scratch/output"; then
        printf 'FAILED  %s rejects %s, but does not name "%s":\n' "$1" "$2" "$3"
        cat "$scratch/output"
        broken=1
    else
        printf 'ok      %s rejects %s\n' "$1" "$2"
    fi
    fresh_package
}

# lines COUNT TEXT: the text so often, one a line.
lines() { for ((i = 0; i < $1; i++)); do printf '%s\n' "$2"; done; }

test_reading_checks() {
    write Benchmarks/run '#!/usr/bin/env bash' '# SPDX-License-Identifier: Apache-2.0' 'if true; then'
    rejects syntax "an unfinished shell script" Benchmarks/run
    write Tests/note.py '# SPDX-License-Identifier: Apache-2.0' 'print(1'
    rejects syntax "an unfinished Python file" Tests/note.py

    write Sources/Sample/Sample.swift 'public let eyeCount = 2' "$header"
    rejects headers "a file without a licence" Sources/Sample/Sample.swift

    local word
    # Written in halves, so that this file passes the check itself.
    for word in '// TO''DO later' '// FIX''ME' 'let x = try''! f()' 'let x = y as''! Int' \
        'final class A: @unchecked'' Sendable {}' 'nonisolated''(unsafe) var x = 1' 'let p = "/ho''me/me/x"'; do
        write Sources/Sample/Sample.swift "$header" "$word"
        rejects words "\"$word\"" Sources/Sample/Sample.swift:2
    done
    write Tests/SampleTests/SampleTests.swift "$header" 'await Task''.sleep(for: .seconds(1))'
    rejects words "a test that sleeps" Tests/SampleTests/SampleTests.swift:2
    write scripts/fetch '#!/bin/sh' '# SPDX-License-Identifier: Apache-2.0' 'curl https://pypi.''org/simple'
    rejects words "a script that names a registry" scripts/fetch:3
    ln -s "$scratch" "$fixture/Sources/linked"
    rejects words "a link out of the repository" Sources/linked
}

test_budgets() {
    write Sources/Sample/Sample.swift "$header" "$(lines 300 'let x = 1')"
    rejects budgets "a file of 301 lines" "301 lines"
    write Sources/Sample/Sample.swift "$header" 'func long() {' "$(lines 69 '    print("}")')" '}'
    rejects budgets "a function of 71 lines" "long has 71 lines"
    write Sources/Sample/Sample.swift "$header" 'func long() {' "$(lines 68 '    print("}")')" '}'
    accepts budgets
    write Sources/Sample/Sample.swift "$header" "// $(printf 'x%.0s' {1..118})"
    rejects budgets "a line of 121 columns" "over 120 columns"

    write Sources/Sample/Sample.swift "$header" "$(lines 309 'let x = 1')"
    write scripts/checks/budgets.txt 'file Sources/Sample/Sample.swift 310'
    verdict budgets || { printf 'FAILED  budgets ignores its record\n'; broken=1; }
    write Sources/Sample/Sample.swift "$header" "$(lines 310 'let x = 1')"
    rejects budgets "a recorded file that grew" "311 lines"
    write Sources/Sample/Sample.swift "$header" "$(lines 305 'let x = 1')"
    write scripts/checks/budgets.txt 'file Sources/Sample/Sample.swift 310'
    rejects budgets "a record that is out of date" "lower the record"
}

test_building_checks() {
    write Sources/Sample/Sample.swift "$header" '' '/// The number of eyes.' 'public   let eyeCount=2'
    rejects format "spaces in the wrong places" Spacing
    write Sources/Sample/Sample.swift "$header" '' 'public let eyeCount = 2'
    rejects format "a public declaration without documentation" AllPublicDeclarationsHaveDocumentation

    write Sources/Sample/Sample.swift "$header" 'func f() { let unused = 1 }'
    rejects warnings "a Swift warning" "never used"
    write Sources/CSample/sample.c "$header" '#include "sample.h"' 'int sample(void) { int unused = 1; return 1; }'
    rejects warnings "a C warning" "unused variable"
    write Sources/Sample/Sample.swift "$header" 'import Other'
    rejects warnings "an import of a target that is no dependency" "Other"
}

# A toolchain of straw, whose builds and tests end as told, stands in: what is tried is that its verdict comes through.
test_test_check() {
    local outcome
    mkdir -p "$scratch/bin"
    for outcome in "0 0" "1 0" "0 1"; do
        mkdir -p "$fixture/scripts" "$fixture/Tests" "$fixture/.deps/lib"
        cp "$root"/scripts/{build,test,common.sh,pins} "$fixture/scripts/"
        touch "$fixture/.deps/onnxruntime.stamp"
        cat >"$scratch/bin/swift" <<EOF
#!/bin/sh
case \$1 in
    build) echo "Build ended"; exit ${outcome% *} ;;
    *) echo "Test run ended"; exit ${outcome#* } ;;
esac
EOF
        chmod +x "$scratch/bin/swift"
        PATH="$scratch/bin:$PATH"
        case "$outcome" in
            "0 0") accepts tests; fresh_package ;;
            "1 0") rejects tests "a build that fails" "Build ended" ;;
            "0 1") rejects tests "a test that fails" "Test run ended" ;;
        esac
        PATH="${PATH#"$scratch/bin:"}"
    done
}

self_test() {
    local name
    broken=0
    scratch="$(mktemp -d)"
    fixture="$scratch/package"
    trap 'rm -rf "$scratch"' EXIT
    fresh_package
    for name in syntax headers words budgets format warnings; do
        accepts "$name"
    done
    test_reading_checks
    test_budgets
    test_building_checks
    test_test_check
    [[ "$broken" == 0 ]] || fail "a check does not do its work"
}
