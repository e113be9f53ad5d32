// What nobody can go below who encrypts each packet for each viewer with OpenSSL and sends one message for each picture and viewer: AES-128-GCM
// and sendmsg with UDP_SEGMENT in a loop, to sockets of this process that another core empties. Pictures of 7 packets 30 times a second and sound
// of one packet 50 times a second, as the streams of 2 Mb/s in rtc.sh have them. No sessions, no reports, no headers.
//
//   cc -O2 rtc-floor.c -o rtc-floor -lcrypto -lpthread && ./rtc-floor VIEWERS SECONDS [gro]
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_VIEWERS = 5000, PICTURE_PACKETS = 7, PACKET_BYTES = 1180, SOUND_BYTES = 180, HEADER_BYTES = 20, TAG_BYTES = 16, BATCH = 64 };
enum { UDP_LEVEL = 17, SEGMENT_OPTION = 103, GRO_OPTION = 104 };

static int viewers, sockets[MAX_VIEWERS];
static volatile int stopping;

static double now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void pin(int core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof set, &set);
}

// Every 10 ms takes what has come, of each datagram the header only.
static void *receive(void *unused) {
    (void)unused;
    static char bytes[BATCH][16];
    struct mmsghdr messages[BATCH] = {0};
    struct iovec vectors[BATCH];
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){bytes[i], sizeof bytes[i]};
        messages[i].msg_hdr.msg_iov = &vectors[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    pin(1);
    while (!stopping) {
        for (int i = 0; i < viewers; i++)
            while (recvmmsg(sockets[i], messages, BATCH, MSG_DONTWAIT | MSG_TRUNC, NULL) == BATCH) {}
        usleep(10000);
    }
    return NULL;
}

static int protect(EVP_CIPHER_CTX *context, unsigned char *packet, int length, long number) {
    unsigned char vector[12];
    int written;
    memset(vector, 0, sizeof vector);
    memcpy(vector + 4, &number, sizeof number);
    EVP_EncryptInit_ex(context, NULL, NULL, NULL, vector);
    EVP_EncryptUpdate(context, NULL, &written, packet, HEADER_BYTES);
    EVP_EncryptUpdate(context, packet + HEADER_BYTES, &written, packet + HEADER_BYTES, length - HEADER_BYTES);
    EVP_EncryptFinal_ex(context, packet + length, &written);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, packet + length);
    return length + TAG_BYTES;
}

int main(int count, char **arguments) {
    if (count < 3 || (viewers = atoi(arguments[1])) < 1 || viewers > MAX_VIEWERS) {
        fprintf(stderr, "rtc-floor VIEWERS SECONDS [gro]\n");
        return 1;
    }
    double seconds = atof(arguments[2]);
    int on = 1, receive_bytes = 2 << 20, send_bytes = 4 << 20;
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    static struct sockaddr_in peers[MAX_VIEWERS];
    static EVP_CIPHER_CTX *contexts[MAX_VIEWERS];
    socklen_t length = sizeof server;
    int sender = socket(AF_INET, SOCK_DGRAM, 0);
    bind(sender, (struct sockaddr *)&server, length);
    getsockname(sender, (struct sockaddr *)&server, &length);
    setsockopt(sender, SOL_SOCKET, SO_SNDBUFFORCE, &send_bytes, sizeof send_bytes);
    for (int i = 0; i < viewers; i++) {
        unsigned char key[16] = {1, (unsigned char)i, (unsigned char)(i >> 8)};
        sockets[i] = socket(AF_INET, SOCK_DGRAM, 0);
        setsockopt(sockets[i], SOL_SOCKET, SO_RCVBUFFORCE, &receive_bytes, sizeof receive_bytes);
        if (count > 3) setsockopt(sockets[i], UDP_LEVEL, GRO_OPTION, &on, sizeof on);
        connect(sockets[i], (struct sockaddr *)&server, sizeof server);
        length = sizeof peers[i];
        getsockname(sockets[i], (struct sockaddr *)&peers[i], &length);
        contexts[i] = EVP_CIPHER_CTX_new();
        EVP_EncryptInit_ex(contexts[i], EVP_aes_128_gcm(), NULL, key, NULL);
    }

    pthread_t receiver;
    pthread_create(&receiver, NULL, receive, NULL);
    pin(0);
    static unsigned char source[PICTURE_PACKETS][PACKET_BYTES], arena[PICTURE_PACKETS * (PACKET_BYTES + TAG_BYTES)];
    double start = now(CLOCK_MONOTONIC), before = now(CLOCK_THREAD_CPUTIME_ID);
    long packets = 0, failed = 0, number = 0;

    // Eight turns 80 times in a second: three pictures, then five times sound.
    for (long turn = 0; now(CLOCK_MONOTONIC) < start + seconds; turn++) {
        int is_sound = turn % 8 >= 3, parts = is_sound ? 1 : PICTURE_PACKETS, bytes = is_sound ? SOUND_BYTES : PACKET_BYTES;
        for (int i = 0; i < viewers; i++) {
            int used = 0;
            for (int part = 0; part < parts; part++) {
                memcpy(arena + used, source[part], bytes);
                used += protect(contexts[i], arena + used, bytes, number++);
            }
            union { struct cmsghdr head; char bytes[CMSG_SPACE(sizeof(unsigned short))]; } control;
            struct iovec vector = {arena, used};
            struct msghdr message = {.msg_name = &peers[i], .msg_namelen = sizeof peers[i], .msg_iov = &vector, .msg_iovlen = 1};
            if (parts > 1) {
                message.msg_control = control.bytes;
                message.msg_controllen = sizeof control.bytes;
                control.head.cmsg_len = CMSG_LEN(sizeof(unsigned short));
                control.head.cmsg_level = UDP_LEVEL;
                control.head.cmsg_type = SEGMENT_OPTION;
                *(unsigned short *)CMSG_DATA(&control.head) = bytes + TAG_BYTES;
            }
            failed += sendmsg(sender, &message, MSG_DONTWAIT) < 0;
        }
        packets += (long)parts * viewers;
        double wait = start + (turn + 1) / 80.0 - now(CLOCK_MONOTONIC);
        if (wait > 0) usleep((useconds_t)(wait * 1e6));
    }
    printf("floor, %d viewers%s: %ld packets, %ld messages failed, %.2f us of the processor each\n", viewers, count > 3 ? ", joined by the kernel" : "", packets,
        failed, (now(CLOCK_THREAD_CPUTIME_ID) - before) * 1e6 / packets);
    stopping = 1;
    pthread_join(receiver, NULL);
    return 0;
}
