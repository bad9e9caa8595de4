# Finds a Java 25 and exports JAVA_HOME; sourced by ./levqor and ./mvnw, so that both work where the
# shell's `java` is an older one. JAVA_TOOL: the program it must have, javac (a JDK) unless set to java.
# JDK_ROOTS: folders to look at instead of the usual ones, separated by spaces.
levqor_find_jdk() {
  tool=${JAVA_TOOL:-javac}
  for home_25 in "${JAVA_HOME-}" "${JDK_25-}" "${JAVA_HOME_25_X64-}" \
    $(ls -d ${JDK_ROOTS:-/usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME-}"/.jdks/* \
      "${HOME-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home} 2>/dev/null) \
    "$(dirname "$(dirname "$(readlink -f "$(command -v "$tool")" 2>/dev/null)")" 2>/dev/null)"; do
    [ -n "$home_25" ] && [ -x "$home_25/bin/$tool" ] && [ -f "$home_25/release" ] || continue
    grep -q '^JAVA_VERSION="25[."]' "$home_25/release" && JAVA_HOME=$home_25 && export JAVA_HOME && return 0
  done
  echo "Levqor needs a JDK 25 and found none: install one (any vendor) or set JAVA_HOME to it." >&2
  return 1
}
levqor_find_jdk || exit 1
