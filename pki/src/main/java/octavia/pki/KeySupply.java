package octavia.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * RSA key pairs made ahead of need: making one costs up to a second of processor time, which the
 * creation of a load balancer would have to wait for. One thread keeps a few in stock. {@link
 * #take} may be called from any thread, before {@link #start} and after {@link #close} too; it
 * never waits for that thread.
 */
public final class KeySupply implements AutoCloseable {
  private static final int BITS = 2048;

  private final BlockingQueue<KeyPair> stock;
  private final Thread maker;

  /**
   * A supply that is still empty.
   *
   * @param size how many pairs to keep in stock, at least one
   */
  public KeySupply(int size) {
    this.stock = new ArrayBlockingQueue<>(size);
    this.maker = Thread.ofPlatform().name("key-supply").daemon().unstarted(this::fill);
  }

  /** Begins to fill the stock. */
  public void start() {
    maker.start();
  }

  /** A pair that nobody else gets: from the stock, or made here and now if that is empty. */
  public KeyPair take() {
    @Nullable KeyPair ready = stock.poll();
    return ready == null ? make() : ready;
  }

  /** How many pairs are in stock. */
  int ready() {
    return stock.size();
  }

  /** Ends the thread, at the latest after the pair that it is making. */
  @Override
  public void close() {
    maker.interrupt();
  }

  private void fill() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        stock.put(make());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed while the stock was full
    }
  }

  private static KeyPair make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(BITS, RSAKeyGenParameterSpec.F4));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without RSA", e);
    }
  }
}
