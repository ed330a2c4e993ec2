package octavia.app.configuration;

import java.util.function.Consumer;
import java.util.function.Function;
import octavia.config.Catalogue;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.config.Options;

/** Reads an octavia.conf for a service, whichever role it has. */
public final class OctaviaConf {

  private OctaviaConf() {}

  /**
   * What {@code reader} makes of the file.
   *
   * @param warn takes a sentence for each former and each unknown option
   * @throws ConfigException with all that is wrong in the file, read or not
   */
  public static <T> T read(IniFile file, Consumer<String> warn, Function<Options, T> reader) {
    Options options = new Options(file, Catalogue.load());
    T result = reader.apply(options);
    options.check();
    options.warnings().forEach(warn);
    return result;
  }
}
