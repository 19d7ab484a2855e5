package dev.keelson.cli;

import dev.keelson.AttachedPrograms;
import dev.keelson.Keelson;
import dev.keelson.LoadedProgram;
import dev.keelson.ProgramLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keelson run Foo.java}: a program's first hour. */
@Command(
    name = "run",
    sortOptions = false,
    description = {
      "Compiles the kernel-side class in FILE, loads it, attaches what says where it runs, and prints"
          + " its events and Kernel.print lines until Ctrl-C; then its maps."
    },
    footer = {
      "",
      "  ./keelson run Foo.java",
      "  ./keelson run --set PROCESS=4711 --duration 10s RunQueueWait.java"
    })
final class RunCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Console console;

  @Parameters(
      paramLabel = "FILE",
      description = "A source file, class file, jar or folder of classes.")
  private Path place;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Give a Setting of the class this value.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationWord.class,
      description = "End after 10s, 500ms, 2m.")
  private Duration duration;

  @Option(
      names = "--entries",
      paramLabel = "N",
      defaultValue = "20",
      description = "Print at most N entries of a map at the end (${DEFAULT-VALUE}).")
  private int entries;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (ProgramPlace program = ProgramPlace.of(place.toString(), null)) {
      return run(program.classes(), program.className());
    }
  }

  private int run(ClassPlaces classes, String name) {
    DeclaredFields fields = DeclaredFields.of(classes.loader(), name);
    ProgramLoader loader = Keelson.program(fields.program()).classes(classes);
    ImageFolder.own().ifPresent(loader::cache);
    fields.set(loader, settings);
    Interrupt interrupt = Interrupt.install(console.err());
    try (LoadedProgram loaded = loader.load();
        Streams streams = Streams.open(loaded, fields, console.out())) {
      watch(loaded, streams, name, interrupt);
      streams.poll(Duration.ZERO); // what came between the last look and detaching
      new FinalState(loaded, fields, entries).print(console);
      return 0;
    }
  }

  private void watch(LoadedProgram loaded, Streams streams, String name, Interrupt interrupt) {
    try (AttachedPrograms attached = loaded.attachAll()) {
      int running = attached.attachments().size();
      if (running == 0) {
        throw Failure.failed(
            "nothing in %s attaches by itself: a @Uprobe needs path and symbol, a @SyscallProgram a"
                    .formatted(name)
                + " caller.");
      }
      console
          .err()
          .printf(
              "%s: %d of %d programs attached. Ctrl-C ends.%n",
              name, running, loaded.object().programs().size());
      long limit = duration == null ? Long.MAX_VALUE : duration.toNanos();
      long started = System.nanoTime();
      // checkError also flushes: events appear as they come; it is true when nobody reads on
      while (!interrupt.asked()
          && System.nanoTime() - started < limit
          && !console.out().checkError()) {
        streams.poll(LOOK);
      }
    }
  }
}
