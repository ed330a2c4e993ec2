package octavia.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import octavia.config.Catalogue.Mark;

/**
 * Takes what may change of an octavia.conf into a service that runs. Options that the catalogue
 * marks mutable, and that a reader registered here reads, change; others wait for the next start.
 *
 * <p>For any thread; reloads happen one after the other.
 */
public final class Reloads {
  private final Catalogue catalogue;
  private final List<Reader> readers = new ArrayList<>();
  private IniFile current; // guarded by this

  /** A part of the service that takes options while it runs. */
  @FunctionalInterface
  public interface Reader {

    /**
     * Reads its options and changes nothing.
     *
     * @return what makes them count; not run if any reader finds anything wrong
     */
    Runnable read(Options options);
  }

  /**
   * What a reload came to, in sentences.
   *
   * @param changed options that count now
   * @param waiting options that count at the next start
   */
  public record Outcome(List<String> changed, List<String> waiting) {
    public Outcome {
      changed = List.copyOf(changed);
      waiting = List.copyOf(waiting);
    }
  }

  /** Reloads of a service that was started with {@code file}. */
  public Reloads(IniFile file, Catalogue catalogue) {
    this.catalogue = catalogue;
    this.current = Former.bringUpToDate(file).file();
  }

  /** Registers a part. It has read what it was started with. */
  public synchronized void register(Reader reader) {
    readers.add(reader);
  }

  /**
   * Makes what {@code next} says count.
   *
   * @throws ConfigException with all that is wrong with it; nothing has changed then
   */
  public synchronized Outcome reload(IniFile next) {
    IniFile wanted = Former.bringUpToDate(next).file();
    new Options(next, catalogue).check();
    List<Difference> mutable = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (Difference difference : differences(wanted)) {
      if (difference.isMutable(catalogue)) {
        mutable.add(difference);
      } else {
        waiting.add(difference.option());
      }
    }

    Options options = new Options(with(mutable), catalogue);
    List<Runnable> changes = readers.stream().map(reader -> reader.read(options)).toList();
    options.check();

    List<Difference> taken = new ArrayList<>();
    for (Difference difference : mutable) {
      if (options.hasRead(difference.section(), difference.name())) {
        taken.add(difference);
      } else {
        waiting.add(difference.option());
      }
    }
    changes.forEach(Runnable::run);
    current = with(taken);
    return new Outcome(
        taken.stream()
            .map(each -> each.sentence(options.isSecret(each.section(), each.name())))
            .toList(),
        waiting);
  }

  /** An option that is set otherwise than before; empty where it is not set. */
  private record Difference(String section, String name, List<String> after) {

    boolean isMutable(Catalogue catalogue) {
      return catalogue.find(section, name).filter(entry -> entry.is(Mark.MUTABLE)).isPresent();
    }

    String option() {
      return "[" + section + "] " + name;
    }

    String sentence(boolean secret) {
      if (secret) {
        return option() + " has changed";
      }
      return after.isEmpty()
          ? option() + " has its default again"
          : option() + " is now " + after.getLast();
    }
  }

  private IniFile with(List<Difference> differences) {
    IniFile changed = current.withUsualNames();
    for (Difference difference : differences) {
      if (difference.after().isEmpty()) {
        changed.remove(difference.section(), difference.name());
      } else {
        changed.set(difference.section(), difference.name(), difference.after());
      }
    }
    return changed;
  }

  private List<Difference> differences(IniFile wanted) {
    List<Difference> differences = new ArrayList<>();
    Set<String> sections = new TreeSet<>(current.sections());
    sections.addAll(wanted.sections());
    for (String section : sections) {
      Set<String> names = new TreeSet<>(current.section(section).keySet());
      names.addAll(wanted.section(section).keySet());
      for (String name : names) {
        List<String> after = wanted.section(section).getOrDefault(name, List.of());
        if (!after.equals(current.section(section).getOrDefault(name, List.of()))) {
          differences.add(new Difference(section, name, List.copyOf(after)));
        }
      }
    }
    return differences;
  }
}
