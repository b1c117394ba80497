import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The other program of brokers.py, in Java, through RabbitMQ: takes questions from one queue, puts answers into another.
 *
 * Run by `java -cp amqp-client.jar:slf4j-api.jar:slf4j-nop.jar RabbitPeer.java PORT QUESTIONS ANSWERS SECONDS`.
 */
public class RabbitPeer {
    public static void main(String[] args) throws Exception {
        leaveWithTheOther();
        long pid = ProcessHandle.current().pid();
        String questions = args[1], answers = args[2];
        long pause = Math.round(Double.parseDouble(args[3]) * 1000);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(Integer.parseInt(args[0]));
        factory.setAutomaticRecoveryEnabled(false);
        try {
            Connection connection = factory.newConnection();
            Channel channel = connection.createChannel();
            BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
            channel.basicConsume(questions, true, new DefaultConsumer(channel) {
                @Override
                public void handleDelivery(
                        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                    arrived.add(new String(body, StandardCharsets.UTF_8));
                }

                @Override
                public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
                    arrived.add("lost");
                }
            });
            while (true) {
                String question = arrived.take();
                if (question.equals("end")) {
                    break;
                }
                if (question.equals("lost")) {
                    throw new IOException("the server has closed the connection");
                }
                System.out.print("Java process " + pid + " got question " + question + "\n"); // a whole line at once
                Thread.sleep(pause);
                BigInteger number = new BigInteger(question);
                String answer = question + " * " + question + " = " + number.multiply(number);
                channel.basicPublish("", answers, null, answer.getBytes(StandardCharsets.UTF_8));
            }
            connection.close();
        } catch (IOException | ShutdownSignalException error) {
            System.err.println("Java process " + pid + " lost the server: " + error.getClass().getSimpleName());
            System.exit(1);
        }
        System.exit(0);
    }

    /** The program that started this one holds its standard input: the end of it is the end of that program. */
    private static void leaveWithTheOther() {
        Thread thread = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException error) {
                // as good as the end
            }
            Runtime.getRuntime().halt(1);
        });
        thread.setDaemon(true);
        thread.start();
    }
}
