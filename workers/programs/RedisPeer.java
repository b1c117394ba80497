import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The other program of brokers.py, in Java, through Redis: takes questions from one list, puts answers into another.
 * It speaks Redis's own protocol (RESP), so it needs the JDK only.
 *
 * Run by `java RedisPeer.java PORT QUESTIONS ANSWERS SECONDS`.
 */
public class RedisPeer {
    private final InputStream in;
    private final OutputStream out;

    RedisPeer(Socket socket) throws IOException {
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    public static void main(String[] args) throws Exception {
        leaveWithTheOther();
        long pid = ProcessHandle.current().pid();
        String questions = args[1], answers = args[2];
        long pause = Math.round(Double.parseDouble(args[3]) * 1000);
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(args[0]))) {
            RedisPeer redis = new RedisPeer(socket);
            while (true) {
                Object[] found = (Object[]) redis.call("BLPOP", questions, "0");
                String question = (String) found[1];
                if (question.equals("end")) {
                    break;
                }
                System.out.print("Java process " + pid + " got question " + question + "\n"); // a whole line at once
                Thread.sleep(pause);
                BigInteger number = new BigInteger(question);
                redis.call("RPUSH", answers, question + " * " + question + " = " + number.multiply(number));
                redis.call("EXPIRE", answers, "600");
            }
        } catch (IOException error) {
            System.err.println("Java process " + pid + " lost the server: " + error.getClass().getSimpleName());
            System.exit(1);
        }
        System.exit(0);
    }

    /** One command and its reply: a String, a Long, an Object[] or null. */
    Object call(String... words) throws IOException {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int size = word.getBytes(StandardCharsets.UTF_8).length;
            text.append("$").append(size).append("\r\n").append(word).append("\r\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        return reply();
    }

    private Object reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
                return rest;
            case ':':
                return Long.valueOf(rest);
            case '$': {
                int size = Integer.parseInt(rest);
                if (size < 0) {
                    return null;
                }
                String text = new String(in.readNBytes(size), StandardCharsets.UTF_8);
                in.readNBytes(2); // the line end behind it
                return text;
            }
            case '*': {
                int count = Integer.parseInt(rest);
                Object[] items = new Object[Math.max(0, count)];
                for (int i = 0; i < items.length; i++) {
                    items[i] = reply();
                }
                return items;
            }
            default:
                throw new IOException(rest);
        }
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        int character;
        while ((character = in.read()) != '\n') {
            if (character < 0) {
                throw new IOException("the server has closed the connection");
            }
            if (character != '\r') {
                text.append((char) character);
            }
        }
        if (text.length() == 0) {
            throw new IOException("an empty line from the server");
        }
        return text.toString();
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
