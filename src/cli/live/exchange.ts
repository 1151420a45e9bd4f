import { lookup } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";
import { connect as secure } from "node:tls";
import { formatAddress, parseAddress } from "../../net/address.ts";
import { type Answer, answerAtEnd, answerIn } from "../../verify/answer.ts";
import type { Mission } from "../../verify/mission.ts";
import type { Probe } from "../../verify/probe.ts";
import type { Trial } from "../../verify/verdict.ts";
import type { LiveWay } from "../../verify/way.ts";

const SECOND = 1000;

/** The address of a way's host; the same for all its requests. */
export async function addressOfHost(
  { host }: LiveWay,
  timeout: number,
): Promise<{ address?: string; family?: 4 | 6; code?: string }> {
  try {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, timeout * SECOND, undefined).unref());
    const found = await Promise.race([lookup(host), late]);
    return found ? { address: found.address, family: found.family === 6 ? 6 : 4 } : { code: "EAI_AGAIN" };
  } catch (error) {
    return { code: codeOf(error) };
  }
}

const codeOf = (error: unknown): string => {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : "unknown";
};

/** Sends one request and reads no more of the answer than its head. Whatever happens, it ends in time. */
export function exchange(
  way: LiveWay,
  address: string,
  { ahead, request }: Probe,
  { timeout, insecure }: Mission,
): Promise<Pick<Trial, "answer" | "local" | "remote">> {
  return new Promise((resolve) => {
    let text = "";
    let ends: Pick<Trial, "local" | "remote"> = {};
    const socket = connect({ host: address, port: way.port });
    const end = (answer: Answer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ answer, ...ends });
    };
    const isConnected = () => ends.local !== undefined;
    const timer = setTimeout(
      () => end(isConnected() ? { kind: "silent" } : { kind: "unreachable", code: "ETIMEDOUT" }),
      timeout * SECOND,
    );
    const talk = (stream: Socket) => {
      stream.setEncoding("latin1").on("data", (chunk: string) => {
        text += chunk;
        const answer = answerIn(text);
        if (answer) end(answer);
      });
      stream.on("close", () => end(answerAtEnd(text)));
    };
    const fail = (error: unknown) => end(failure(codeOf(error), isConnected(), text));
    socket.on("error", fail).once("connect", () => {
      ends = { local: plain(socket.localAddress), remote: plain(socket.remoteAddress) };
      if (ahead.length > 0) socket.write(ahead);
      if (!way.tls) {
        talk(socket);
        socket.write(request);
        return;
      }
      const named = isIP(way.name) === 0 && { servername: way.name };
      const over = { socket, host: way.name, ...named, rejectUnauthorized: !insecure, ALPNProtocols: ["http/1.1"] };
      const stream = secure(over, () => stream.write(request));
      talk(stream.on("error", fail));
    });
  });
}

function plain(text = ""): string {
  const address = parseAddress(text);
  return address ? formatAddress(address).replace(/^::ffff:(?=\d+\.)/, "") : text;
}

/** What an error of a socket's says about the other end. Source: the errors of Node's tls, and of OpenSSL's. */
function failure(code: string, isConnected: boolean, text: string): Answer {
  if (!isConnected) return { kind: "unreachable", code };
  if (code === "ECONNRESET" || code === "EPIPE") return answerAtEnd(text);
  if (/WRONG_VERSION_NUMBER|EPROTO|PACKET_LENGTH|HTTP_REQUEST|UNKNOWN_PROTOCOL|UNEXPECTED_MESSAGE/.test(code))
    return { kind: "plain" };
  return /CERT|ISSUER|SIGNED|VERIFY|CRL/.test(code) ? { kind: "untrusted", code } : { kind: "unreachable", code };
}
