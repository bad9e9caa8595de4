# Finds a JDK 25 and exports JAVA_HOME; sourced by ./levqor and ./mvnw, so that both work
# where the shell's `java` is an older one.
levqor_find_jdk() {
  for home in "${JAVA_HOME-}" "${JDK_25-}" "${JAVA_HOME_25_X64-}" \
    $(ls -d /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home 2>/dev/null) \
    "$(dirname "$(dirname "$(readlink -f "$(command -v javac)" 2>/dev/null)")" 2>/dev/null)"; do
    [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ -f "$home/release" ] || continue
    grep -q '^JAVA_VERSION="25[."]' "$home/release" && JAVA_HOME=$home && export JAVA_HOME && return 0
  done
  echo "Levqor needs a JDK 25 and found none: install one (any vendor) or set JAVA_HOME to it." >&2
  return 1
}
levqor_find_jdk || exit 1
