package dev.keelson.cli;

import picocli.CommandLine.IVersionProvider;

/** {@code keelson --version}: this build, the JDK it runs on, the kernel under both. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "keelson " + number(),
      "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
      System.getProperty("os.name") + " " + System.getProperty("os.version")
    };
  }

  private static String number() {
    return Version.class
        .getModule()
        .getDescriptor()
        .rawVersion()
        .orElse("(built without a version)");
  }
}
