package octavia.image.build;

import java.util.List;

/**
 * A package in an image.
 *
 * @param source the source package that it was made of
 */
public record Installed(String name, String version, String architecture, String source) {

  /** What {@code dpkg-query} lists: a line each, its fields with tabs between. */
  public static List<Installed> parse(String text) {
    return text.lines()
        .map(line -> line.split("\t"))
        .filter(fields -> fields.length == 4)
        .map(fields -> new Installed(fields[0], fields[1], fields[2], fields[3]))
        .toList();
  }
}
