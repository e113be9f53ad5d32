// The floor under the cost of fan-out: a bare loop that sends the same bytes to all viewers and does nothing else.
//
//   g++ -O2 -std=c++17 -o floor floor.cpp
//   floor --file stream.flv --port 9000 [--merge MS]
//
// Plays an FLV file (H.264) in a loop at real time to everybody who asks anything of http://127.0.0.1:PORT/, as HTTP-FLV.
// --merge 0 (default) sends at each picture, else every MS milliseconds, a slice of the viewers each 25 ms, as the server does.
// Pictures carry their time as a SEI message; its layout is at CaptureStamp.cs, the generator's reader.
//
// One thread, one log of bytes, a viewer is a socket and an offset. No parser, no timeouts, no limits: not a server.
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <vector>

using Bytes = std::vector<uint8_t>;

namespace {

constexpr size_t LogBytes = 64u << 20; // Some minutes at 1 Mb/s; nobody who is slower is measured.
constexpr int64_t SliceMs = 25;
constexpr size_t StampLength = 40;
constexpr size_t VideoHeaderLength = 5;

int64_t nowNs() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

[[noreturn]] void fail(const std::string& what) {
    fprintf(stderr, "floor: %s\n", what.c_str());
    exit(1);
}

void writeTime(uint8_t* tag, uint32_t ms) {
    tag[4] = ms >> 16;
    tag[5] = ms >> 8;
    tag[6] = ms;
    tag[7] = ms >> 24;
}

// A tag with the size after it, ready to be sent but for its time and stamp.
struct Tag {
    Bytes bytes;
    uint32_t ms;
    bool isPicture, isKey;
};

struct Media {
    Bytes head; // File header, metadata, codec headers.
    std::vector<Tag> tags;
    uint32_t roundMs = 0;
};

Bytes readFile(const std::string& path) {
    FILE* file = fopen(path.c_str(), "rb");
    if (!file) fail(path + ": " + strerror(errno));
    Bytes all, part(1 << 16);
    for (size_t n; (n = fread(part.data(), 1, part.size(), file)) > 0;) all.insert(all.end(), part.begin(), part.begin() + n);
    fclose(file);
    return all;
}

Bytes makeTag(const uint8_t* header, const uint8_t* body, size_t length, bool isStamped) {
    Bytes tag(header, header + 11);
    size_t total = length + (isStamped ? StampLength : 0);
    tag[1] = total >> 16, tag[2] = total >> 8, tag[3] = total;
    if (isStamped) {
        Bytes stamp(StampLength);
        const uint8_t front[] = {0, 0, 0, StampLength - 4, 6, 5, 32};
        std::copy(front, front + sizeof front, stamp.begin());
        memcpy(&stamp[7], "srs-load-capture", 16);
        stamp[StampLength - 1] = 0x80;
        tag.insert(tag.end(), body, body + VideoHeaderLength);
        tag.insert(tag.end(), stamp.begin(), stamp.end());
        tag.insert(tag.end(), body + VideoHeaderLength, body + length);
    } else {
        tag.insert(tag.end(), body, body + length);
    }
    uint32_t size = tag.size();
    for (int shift = 24; shift >= 0; shift -= 8) tag.push_back(size >> shift);
    return tag;
}

Media load(const std::string& path) {
    const Bytes file = readFile(path);
    if (file.size() < 13 || memcmp(file.data(), "FLV", 3) != 0) fail(path + " is no FLV file");
    Media media;
    media.head.assign(file.begin(), file.begin() + 13);
    uint32_t lastPicture = 0, frameMs = 40, lastMs = 0;
    for (size_t at = 13; at + 11 <= file.size();) {
        const uint8_t* h = &file[at];
        size_t length = h[1] << 16 | h[2] << 8 | h[3];
        if (at + 11 + length > file.size()) break;
        const uint8_t* body = h + 11;
        uint32_t ms = h[4] << 16 | h[5] << 8 | h[6] | (uint32_t)h[7] << 24;
        bool isVideo = h[0] == 9 && length > VideoHeaderLength;
        bool isPicture = isVideo && (body[0] & 0x8f) == 7 && body[1] == 1;
        bool isHead = h[0] == 18 || (isVideo && body[1] == 0) || (h[0] == 8 && length > 1 && body[0] >> 4 == 10 && body[1] == 0);
        if (isHead) {
            Bytes tag = makeTag(h, body, length, false);
            writeTime(tag.data(), 0);
            media.head.insert(media.head.end(), tag.begin(), tag.end());
        } else if (isPicture || h[0] == 8) {
            media.tags.push_back({makeTag(h, body, length, isPicture), ms, isPicture, isPicture && body[0] >> 4 == 1});
            lastMs = std::max(lastMs, ms);
        }
        if (isPicture) frameMs = std::max(1u, ms - lastPicture), lastPicture = ms;
        at += 11 + length + 4;
    }
    if (lastPicture == 0) fail(path + " has no H.264 pictures");
    media.roundMs = lastMs + frameMs;
    return media;
}

struct Viewer {
    int fd;
    uint64_t offset;
    bool isFull;
};

class Floor {
public:
    Floor(Media media, int port, int64_t mergeMs) : media_(std::move(media)), slices_(std::max<int64_t>(1, mergeMs / SliceMs)), log_(LogBytes) {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        int on = 1;
        setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (bind(listener_, (sockaddr*)&address, sizeof address) || listen(listener_, 4096)) fail(std::string("port: ") + strerror(errno));
        merges_ = mergeMs > 0;
        start_ = nowNs();
    }

    void run() {
        for (int64_t slice = 0;;) {
            int64_t now = nowNs();
            bool isPicture = append(now);
            if (!merges_ && isPicture) sendTo(0, 1);
            if (merges_) {
                for (; start_ + slice * SliceMs * 1000000 <= now; slice++) sendTo(slice % slices_, slices_);
            }
            int64_t next = start_ + dueMs() * 1000000;
            if (merges_) next = std::min(next, start_ + slice * SliceMs * 1000000);
            wait(next);
        }
    }

private:
    int64_t dueMs() const { return (int64_t)(next_ / media_.tags.size()) * media_.roundMs + media_.tags[next_ % media_.tags.size()].ms; }

    // Appends what is due; whether a picture was.
    bool append(int64_t now) {
        bool isPicture = false;
        while (start_ + dueMs() * 1000000 <= now) {
            Tag& tag = media_.tags[next_ % media_.tags.size()];
            writeTime(tag.bytes.data(), dueMs());
            if (tag.isPicture) {
                char hex[17];
                snprintf(hex, sizeof hex, "%016llx", (unsigned long long)nowNs());
                memcpy(&tag.bytes[11 + VideoHeaderLength + 23], hex, 16);
                isPicture = true;
            }
            if (tag.isKey) key_ = end_;
            for (size_t done = 0; done < tag.bytes.size();) {
                size_t at = end_ % LogBytes, n = std::min(tag.bytes.size() - done, LogBytes - at);
                memcpy(&log_[at], &tag.bytes[done], n);
                done += n, end_ += n;
            }
            next_++;
        }
        return isPicture;
    }

    void sendTo(size_t phase, size_t slices) {
        // Backwards, because a viewer that has gone is replaced by the last.
        for (size_t i = viewers_.size(); i-- > 0;) {
            if (i % slices == phase && !viewers_[i].isFull && !sendTo(viewers_[i])) remove(i);
        }
    }

    // False when the viewer has gone.
    bool sendTo(Viewer& viewer) {
        while (viewer.offset < end_) {
            size_t at = viewer.offset % LogBytes, length = std::min<uint64_t>(end_ - viewer.offset, LogBytes - at);
            ssize_t sent = send(viewer.fd, &log_[at], length, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent < 0) {
                viewer.isFull = errno == EAGAIN;
                return viewer.isFull;
            }
            viewer.offset += sent;
        }
        viewer.isFull = false;
        return true;
    }

    void remove(size_t i) {
        close(viewers_[i].fd);
        viewers_[i] = viewers_.back();
        viewers_.pop_back();
    }

    // Until then, takes new viewers and goes on with full ones.
    void wait(int64_t until) {
        std::vector<pollfd> polled = {{listener_, POLLIN, 0}};
        for (int fd : asking_) polled.push_back({fd, POLLIN, 0});
        size_t firstFull = polled.size();
        std::vector<size_t> full;
        for (size_t i = 0; i < viewers_.size(); i++) {
            if (viewers_[i].isFull) polled.push_back({viewers_[i].fd, POLLOUT, 0}), full.push_back(i);
        }
        int64_t rest = std::max<int64_t>(0, until - nowNs());
        timespec time = {rest / 1000000000, rest % 1000000000};
        if (ppoll(polled.data(), polled.size(), &time, nullptr) <= 0) return;
        for (size_t i = polled.size(); i-- > firstFull;) {
            size_t viewer = full[i - firstFull];
            if (polled[i].revents && !sendTo(viewers_[viewer])) remove(viewer);
        }
        asking_.clear();
        for (size_t i = 1; i < firstFull; i++) {
            if (polled[i].revents) welcome(polled[i].fd);
            else asking_.push_back(polled[i].fd);
        }
        if (polled[0].revents) {
            for (int fd; (fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) asking_.push_back(fd);
        }
    }

    void welcome(int fd) {
        char request[4096];
        if (recv(fd, request, sizeof request, 0) <= 0) {
            close(fd);
            return;
        }
        int on = 1, unsent = 256 << 10;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
        std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: video/x-flv\r\nConnection: close\r\n\r\n";
        answer.append(media_.head.begin(), media_.head.end());
        if (send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) != (ssize_t)answer.size()) {
            close(fd);
            return;
        }
        viewers_.push_back({fd, key_, false});
        if (!sendTo(viewers_.back())) remove(viewers_.size() - 1);
    }

    Media media_;
    size_t slices_;
    Bytes log_;
    bool merges_ = false;
    int listener_;
    int64_t start_;
    uint64_t next_ = 0, end_ = 0, key_ = 0;
    std::vector<int> asking_;
    std::vector<Viewer> viewers_;
};

} // namespace

int main(int count, char** values) {
    signal(SIGPIPE, SIG_IGN);
    std::string file;
    int port = 0, merge = 0;
    for (int i = 1; i + 1 < count; i += 2) {
        std::string name = values[i];
        if (name == "--file") file = values[i + 1];
        else if (name == "--port") port = atoi(values[i + 1]);
        else if (name == "--merge") merge = atoi(values[i + 1]);
        else fail("options are --file, --port and --merge");
    }
    if (file.empty() || port < 1 || port > 65535 || merge < 0 || merge > 10000) fail("use --file FLV --port 1..65535 [--merge 0..10000]");
    Floor(load(file), port, merge).run();
}
