"""Structured text: JSON, YAML, ini and server configuration."""

from __future__ import annotations

import json

from ca_tui.emulator.dice import HEX
from ca_tui.emulator.outputs.scene import Scene, lines

REGISTRY = "registry.cn-hangzhou.aliyuncs.com/shop"


def pods(scene: Scene) -> bytes:
    """kubectl get pods -o json"""
    items = [_pod(scene, name) for name in ("order-service", "gateway", "nacos")]
    whole = {"apiVersion": "v1", "items": items, "kind": "List"}
    return (json.dumps(whole, indent=4) + "\n").encode()


def _pod(scene: Scene, name: str) -> dict[str, object]:
    replica = scene.dice.text(9, HEX)
    container = {
        "image": f"{REGISTRY}/{name}:2.14",
        "name": "app",
        "ports": [{"containerPort": 8080, "protocol": "TCP"}],
        "resources": {"limits": {"cpu": "2", "memory": "4Gi"}},
    }
    status = {
        "name": "app",
        "ready": True,
        "restartCount": scene.dice.draw(4),
        "state": {"running": {}},
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "creationTimestamp": scene.clock("%Y-%m-%dT%H:%M:%SZ", -90000),
            "labels": {"app": name, "pod-template-hash": replica},
            "name": f"{name}-{replica}-{scene.dice.text(5)}",
            "namespace": "prod",
        },
        "spec": {"containers": [container], "nodeName": scene.host},
        "status": {
            "containerStatuses": [status],
            "hostIP": scene.address,
            "phase": "Running",
        },
    }


def docker_inspect(scene: Scene) -> bytes:
    """docker inspect order-service"""
    dice = scene.dice
    container = {
        "Id": dice.text(64, HEX),
        "Created": scene.clock("%Y-%m-%dT%H:%M:%S.083911273Z", -80000),
        "Path": "/docker-entrypoint.sh",
        "Args": ["java", "-jar", "/app/order-service.jar"],
        "State": {
            "Status": "running",
            "Running": True,
            "OOMKilled": False,
            "Pid": 1000 + dice.draw(30000),
            "ExitCode": 0,
        },
        "Name": "/order-service",
        "RestartCount": dice.draw(3),
        "Mounts": [{"Type": "bind", "Source": "/data/日志", "Destination": "/logs"}],
        "Config": {
            "Hostname": scene.host,
            "Env": ["TZ=Asia/Shanghai", "JAVA_OPTS=-Xmx2g", "SPRING_PROFILE=prod"],
            "Labels": {"com.docker.compose.project": "shop"},
        },
        "NetworkSettings": {"Ports": {"8080/tcp": [{"HostPort": "18080"}]}},
    }
    return (json.dumps([container], indent=4, ensure_ascii=False) + "\n").encode()


def yaml(scene: Scene) -> bytes:
    """cat /etc/app/application.yaml"""
    return lines(
        "# 订单服务配置",
        "server:",
        "  port: 8080",
        "  shutdown: graceful",
        "spring:",
        "  application:",
        "    name: order-service",
        "  datasource:",
        f"    url: jdbc:mysql://{scene.address}:3306/shop?useSSL=false",
        "    hikari: {maximum-pool-size: 40, minimum-idle: 5}",
        "logging:",
        "  level:",
        "    root: info",
        "    com.example.order: debug",
        "features:",
        "  - name: new-checkout",
        f"    enabled: {'true' if scene.dice.chance(50) else 'false'}",
        "  - name: 优惠券",
        "    enabled: true",
    )


def ini(scene: Scene) -> bytes:
    """cat /etc/my.cnf"""
    return lines(
        "[mysqld]",
        "datadir=/data/mysql",
        "socket=/var/lib/mysql/mysql.sock",
        f"bind-address={scene.address}",
        f"server-id={1 + scene.dice.draw(900)}",
        "innodb_buffer_pool_size=4G",
        "character-set-server=utf8mb4",
        "; replication",
        "log-bin=mysql-bin",
        "binlog_format=ROW",
        "",
        "[client]",
        "default-character-set=utf8mb4",
        "",
        "[mysqldump]",
        "quick",
        "max_allowed_packet=64M",
    )


def nginx(scene: Scene) -> bytes:
    """nginx -T"""
    return lines(
        "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok",
        "nginx: configuration file /etc/nginx/nginx.conf test is successful",
        "# configuration file /etc/nginx/nginx.conf:",
        "user nginx;",
        "worker_processes auto;",
        "events {",
        "    worker_connections 4096;",
        "}",
        "http {",
        "    include       /etc/nginx/mime.types;",
        "    log_format main '$remote_addr - [$time_local] \"$request\" $status';",
        "    upstream order_service {",
        f"        server {scene.address}:8080 weight=5 max_fails=3;",
        "        keepalive 64;",
        "    }",
        "    server {",
        "        listen 443 ssl http2;",
        f"        server_name {scene.host}.example.com;",
        "        location ~* \\.(js|css|png)$ {",
        "            expires 30d;",
        "        }",
        "        location / {",
        "            proxy_pass http://order_service;",
        "            proxy_set_header Host $host;",
        "        }",
        "    }",
        "}",
    )
