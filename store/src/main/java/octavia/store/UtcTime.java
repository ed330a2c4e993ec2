package octavia.store;

import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import org.jooq.Binding;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetSQLInputContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingRegisterContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetSQLOutputContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.Converters;
import org.jooq.DataType;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Times in columns without a zone, which hold UTC. jOOQ's own way leads through {@code
 * java.sql.Timestamp}, which takes them for the zone of this process: one hour a year does not
 * exist there.
 */
public final class UtcTime implements Binding<LocalDateTime, LocalDateTime> {
  private static final long serialVersionUID = 1;

  /** The type of such a column. */
  public static final DataType<LocalDateTime> TYPE =
      SQLDataType.LOCALDATETIME.asConvertedDataType(new UtcTime());

  private UtcTime() {}

  @Override
  public Converter<LocalDateTime, LocalDateTime> converter() {
    return Converters.identity(LocalDateTime.class);
  }

  @Override
  public void sql(BindingSQLContext<LocalDateTime> context) {
    context.render().sql(context.variable());
  }

  @Override
  public void set(BindingSetStatementContext<LocalDateTime> context) throws SQLException {
    @Nullable LocalDateTime value = context.value();
    if (value == null) {
      context.statement().setNull(context.index(), Types.TIMESTAMP);
    } else {
      context.statement().setObject(context.index(), value);
    }
  }

  @Override
  public void get(BindingGetResultSetContext<LocalDateTime> context) throws SQLException {
    context.value(context.resultSet().getObject(context.index(), LocalDateTime.class));
  }

  @Override
  public void register(BindingRegisterContext<LocalDateTime> context) {
    throw new UnsupportedOperationException("no procedure is ever called");
  }

  @Override
  public void get(BindingGetStatementContext<LocalDateTime> context) {
    throw new UnsupportedOperationException("no procedure is ever called");
  }

  @Override
  public void set(BindingSetSQLOutputContext<LocalDateTime> context) {
    throw new UnsupportedOperationException("no object is ever written");
  }

  @Override
  public void get(BindingGetSQLInputContext<LocalDateTime> context) {
    throw new UnsupportedOperationException("no object is ever read");
  }
}
