package octavia.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.LongConsumer;
import octavia.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The rest of a long answer, which is made after the request was handled: the log says of it what
 * it says of others. Of the thread that answers.
 *
 * @param ids for the log
 * @param atEnd is told how many bytes were written, also where not all were
 */
record LoggedRest(Response.Rest rest, Map<String, String> ids, LongConsumer atEnd)
    implements Response.Rest {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedRest.class);

  @Override
  public void writeTo(OutputStream out) throws IOException {
    MDC.setContextMap(ids);
    Counted counted = new Counted(out);
    try {
      rest.writeTo(counted);
    } catch (RuntimeException e) {
      LOG.error("an answer was cut short in the middle", e);
      throw e;
    } finally {
      atEnd.accept(counted.bytes);
      MDC.clear();
    }
  }

  @Override
  public void close() {
    rest.close();
  }

  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private long bytes;

    Counted(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] values, int from, int count) throws IOException {
      out.write(values, from, count);
      bytes += count;
    }
  }
}
