package dev.keelson.cli;

import dev.keelson.bpf.RunningProgram;
import dev.keelson.linux.Errno;
import dev.keelson.linux.SyscallException;
import dev.keelson.object.image.FaultSite;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keelson bpf faults}: where running programs ended early. */
@Command(
    name = "faults",
    sortOptions = false,
    description = {
      "Shows where running programs ended early because Java would have thrown there, and how often.",
      "Looks at every program of the machine that counts faults, whoever loaded it; needs root."
    },
    footer = {
      "",
      "  ./keelson bpf faults",
      "  ./keelson bpf faults 4711 4712   programs by id, as bpftool prog show lists them"
    })
final class FaultsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "Only these programs.")
  private List<Integer> ids = new ArrayList<>();

  @Option(names = "--all", description = "Places where nothing happened too.")
  private boolean all;

  @Override
  public Integer call() {
    Set<Integer> seen = new LinkedHashSet<>();
    long shown = 0;
    for (int id : ids.isEmpty() ? RunningProgram.ids() : ids) {
      try (RunningProgram program = RunningProgram.open(id)) {
        OptionalInt map = program.faultMapId();
        if (map.isPresent() && seen.add(map.getAsInt())) {
          shown += print(program.faults());
        } else if (map.isEmpty() && !ids.isEmpty()) {
          throw Failure.failed("program %d counts no faults: it cannot fault.".formatted(id));
        }
      } catch (SyscallException e) {
        if (e.errno() != Errno.ENOENT || !ids.isEmpty()) { // it ended since the list was made
          throw e;
        }
      }
    }
    if (seen.isEmpty()) {
      spec.commandLine().getErr().println("No running program counts faults.");
    } else if (shown == 0) {
      spec.commandLine().getErr().println("No faults so far.");
    }
    return 0;
  }

  private long print(Map<FaultSite, Long> faults) {
    long shown = 0;
    for (Map.Entry<FaultSite, Long> fault : faults.entrySet()) {
      if (fault.getValue() > 0 || all) {
        FaultSite site = fault.getKey();
        spec.commandLine()
            .getOut()
            .printf(
                "%,12d  %s:%d  %s  %s%n",
                fault.getValue(), site.file(), site.line(), site.program(), site.kind());
        shown++;
      }
    }
    spec.commandLine().getOut().flush();
    return shown;
  }
}
